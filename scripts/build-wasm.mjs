// The engine as WebAssembly: src/ and shaders/ → www/pkg/. Instant when nothing has changed.
//
//   node scripts/build-wasm.mjs         optimized; fails when it is too large to ship
//   node scripts/build-wasm.mjs --dev   compiles faster, runs slower

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { canInstall, ensurePackages } from './lib/debian.mjs';
import { Problem, ask, isMain, must, root, run, script, seconds } from './lib/process.mjs';

const TARGET = 'wasm32-unknown-unknown';
const pkg = join(root, 'www/pkg');
// Its own folder: another compiler may build it than the one that builds the tests.
export const targetDir = join(root, 'target/wasm');

// What wasm engines of the last years all have; --all-features would emit what they refuse.
/** What is built: the engine that every visitor fetches, and the tools that are fetched when they are asked for. */
const MODULES = [
  { title: 'engine', folder: '.', features: '', limit: 153_500 },
  { title: 'networks', folder: 'net', features: 'net', limit: 211_500 },
  { title: 'agents', folder: 'agent', features: 'agent', limit: 115_000 },
  { title: 'input', folder: 'input', features: 'input', limit: 400_000 },
  { title: 'tools', folder: 'tools', features: 'tools', limit: 180_000 },
];

const FEATURES = [
  'simd',
  'bulk-memory',
  'sign-ext',
  'nontrapping-float-to-int',
  'mutable-globals',
  'reference-types',
  'multivalue',
];

/**
 * How to call cargo for wasm here.
 * @typedef {{ way: string, cargo: string, args: string[], env: Record<string, string> }} Toolchain
 */

const hasTarget = () => {
  const libs = ask('rustc', '--print', 'target-libdir', '--target', TARGET);
  return libs !== null && existsSync(libs);
};

/** @returns {Promise<Toolchain>} */
export async function wasmToolchain() {
  if (ask('cargo', '--version') === null) {
    throw new Problem('Rust is missing: install it from https://rustup.rs and try again.');
  }
  const plain = { cargo: 'cargo', args: ['--target', TARGET], env: {} };
  if (hasTarget()) return { way: `the installed ${TARGET} target`, ...plain };

  if (ask('rustup', '--version') !== null) {
    const { code } = await run('rustup', ['target', 'add', TARGET], { quiet: true });
    if (code === 0 && hasTarget()) return { way: `rustup target add ${TARGET}`, ...plain };
  }
  if (!canInstall && !existsSync('/usr/lib/rustlib/src/rust/library')) {
    throw new Problem(
      `Rust cannot compile to WebAssembly here: run \`rustup target add ${TARGET}\` and try again.`,
    );
  }
  return debianToolchain();
}

/**
 * Without the target's precompiled library: build it from Debian's sources with Debian's compiler.
 * @returns {Promise<Toolchain>}
 */
async function debianToolchain() {
  await ensurePackages('Compiling to WebAssembly without rustup needs', [
    'rustc-web',
    'cargo-web',
    'rust-web-src',
  ]);
  const sysroot = ask('rustc', '--print', 'sysroot') ?? '';
  const host = ask('rustc', '--print', 'host-tuple') ?? 'x86_64-unknown-linux-gnu';
  let linker = join(sysroot, 'lib/rustlib', host, 'bin/rust-lld');
  if (!existsSync(linker)) {
    await ensurePackages('Linking WebAssembly needs', ['lld']);
    linker = '/usr/bin/wasm-ld';
  }
  return {
    way: `Debian's compiler, the standard library built from source`,
    cargo: '/usr/bin/cargo',
    args: ['--target', TARGET, '-Zbuild-std=std,panic_abort'],
    env: {
      RUSTC: '/usr/bin/rustc',
      RUSTC_BOOTSTRAP: '1',
      CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER: linker,
    },
  };
}

/** wasm-bindgen, of exactly the version the engine was compiled against. */
async function bindgen() {
  const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8');
  const version = /name = "wasm-bindgen"\nversion = "(.+)"/.exec(lock)?.[1];
  if (!version)
    throw new Problem('Cargo.lock names no wasm-bindgen: run `cargo generate-lockfile` and try again.');
  const source = join(root, 'scripts/bindgen.rs');
  const id = createHash('sha256').update(version).update(readFileSync(source)).digest('hex').slice(0, 12);
  const home = join(root, 'target/tools', `bindgen-${id}`);
  const program = join(home, 'bindgen');
  if (existsSync(program)) return program;

  console.log(`Building wasm-bindgen ${version}, once.`);
  mkdirSync(home, { recursive: true });
  const manifest = join(home, 'Cargo.toml');
  writeFileSync(
    manifest,
    `[package]\nname = "bindgen"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n` +
      `[[bin]]\nname = "bindgen"\npath = ${JSON.stringify(source)}\n\n[profile.dev]\ndebug = false\n\n` +
      `[dependencies]\nwasm-bindgen-cli-support = "=${version}"\n`,
  );
  await must('wasm-bindgen could not be built; the output above says why.', 'cargo', [
    'build',
    '--quiet',
    `--manifest-path=${manifest}`,
    `--target-dir=${join(home, 'target')}`,
  ]);
  writeFileSync(program, readFileSync(join(home, 'target/debug/bindgen')), { mode: 0o755 });
  rmSync(join(home, 'target'), { recursive: true });
  return program;
}

/**
 * Everything the result depends on, in one hash.
 * @param {boolean} dev
 */
function fingerprint(dev) {
  const hash = createHash('sha256').update(String(dev));
  const single = [
    'Cargo.toml',
    'Cargo.lock',
    '.cargo/config.toml',
    'scripts/build-wasm.mjs',
    'scripts/bindgen.rs',
  ];
  const folders = ['src', 'shaders'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );
  // The headless lab is no part of the page.
  const files = [...single, ...folders].filter((file) => !file.startsWith(join('src', 'bin')));
  for (const file of files.sort()) {
    if (existsSync(join(root, file))) hash.update(file).update(readFileSync(join(root, file)));
  }
  return hash.digest('hex');
}

/**
 * Raw and compressed sizes, and their sum as it is shipped.
 * @param {string} title
 * @param {string} out
 */
function reportSize(title, out) {
  const sizes = ['som_lab_bg.wasm', 'som_lab.js'].map((name) => {
    const bytes = readFileSync(join(out, name));
    return { name, raw: bytes.length, brotli: brotliCompressSync(bytes).length };
  });
  for (const { name, raw, brotli } of sizes) {
    console.log(`${title}: ${name.padEnd(16)} ${kilobytes(raw)}, ${kilobytes(brotli)} brotli`);
  }
  return sizes.reduce((sum, { brotli }) => sum + brotli, 0);
}

/** @param {number} bytes */
export const kilobytes = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

/**
 * One module: compiled, bound, and made small.
 * @param {typeof MODULES[number]} module
 * @param {Toolchain} toolchain
 * @param {boolean} dev
 */
async function build({ title, folder, features, limit }, { cargo, args, env }, dev) {
  const out = join(pkg, folder);
  const profile = dev ? 'dev' : 'wasm';
  await must(
    `The ${title} did not compile to WebAssembly; the compiler says why above.`,
    cargo,
    [
      'build',
      '--lib',
      '--no-default-features',
      `--features=${features}`,
      `--profile=${profile}`,
      `--target-dir=${targetDir}`,
      ...args,
    ],
    { env },
  );
  const wasm = join(targetDir, TARGET, dev ? 'debug' : 'wasm', 'som_lab.wasm');
  await must(`wasm-bindgen could not write ${out}.`, await bindgen(), [wasm, out]);
  if (dev) return;
  const built = join(out, 'som_lab_bg.wasm');
  await must('wasm-opt failed; run `npm ci` and try again.', process.execPath, [
    join(root, 'node_modules/binaryen/bin/wasm-opt'),
    // From -O2 to -Oz neither speed nor size differ by more than the noise.
    '-O3',
    // Sections that no browser reads.
    '--strip-producers',
    '--strip-target-features',
    ...FEATURES.map((feature) => `--enable-${feature}`),
    built,
    '-o',
    built,
  ]);
  const total = reportSize(title, out);
  if (total > limit) {
    throw new Problem(
      `The ${title} and its glue take ${kilobytes(total)} brotli, over the limit of ${kilobytes(limit)}: ` +
        'find what grew (a new dependency, generics, panic messages) and make it smaller.',
    );
  }
}

/** @param {{ dev?: boolean }} [options] */
export async function buildWasm({ dev = false } = {}) {
  const stamp = join(pkg, '.fingerprint');
  const inputs = fingerprint(dev);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs) {
    console.log('The engine in www/pkg is up to date.');
    return;
  }
  rmSync(stamp, { force: true });

  const begin = performance.now();
  const toolchain = await wasmToolchain();
  console.log(`Compiling to WebAssembly with ${toolchain.way}.`);
  for (const module of MODULES) await build(module, toolchain, dev);
  console.log(`Built in ${seconds(begin)}.`);
  writeFileSync(stamp, inputs);
}

if (isMain(import.meta.url)) {
  await script(() => buildWasm({ dev: process.argv.includes('--dev') }));
}
