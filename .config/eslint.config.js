import js from '@eslint/js';
import globals from 'globals';

export default [
  { ignores: ['dist/', 'dist-package/', '**/dist/', 'target/', 'www/pkg/', 'www/public/'] },
  js.configs.recommended,
  {
    rules: {
      eqeqeq: 'error',
      'no-var': 'error',
      'prefer-const': 'error',
      'object-shorthand': 'error',
      'no-console': 'off',
    },
  },
  { files: ['www/**'], languageOptions: { globals: { ...globals.browser, ...globals.worker } } },
  { files: ['scripts/**', '*.js', '.config/**'], languageOptions: { globals: globals.node } },
  // Their functions run here and in the page that they drive.
  {
    files: ['tests/**', 'scripts/**'],
    languageOptions: { globals: { ...globals.node, ...globals.browser, ...globals.worker } },
  },
];
