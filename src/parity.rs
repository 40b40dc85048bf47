//! Do both bodies of a kernel compute the same? Asked by the tests natively, and by the page on a visitor's own device.

use crate::backend::Backend;
use crate::error::Result;
use crate::kernels::{Access, Case, KernelSpec, Scalar, Words};
use crate::rng::Rng;

/// Runs every parity case of `kernel` on `backend` and compares with its Rust body.
///
/// `Ok(None)` means that they agree; `Ok(Some(_))` says where they do not.
///
/// # Errors
/// The device failed.
pub async fn check(kernel: &'static KernelSpec, backend: &dyn Backend, seed: u32) -> Result<Option<String>> {
    for (number, case) in (kernel.cases)(&mut Rng::new(seed, 0)).into_iter().enumerate() {
        let found = run_on(kernel, backend, &case).await?;
        let expected = expected(kernel, &case);
        for ((binding, found), expected) in kernel.bindings.iter().zip(&found).zip(&expected) {
            if let Some(difference) = compare(binding.scalar, case.tolerance, found, expected) {
                return Ok(Some(format!("{}, case {number}, {}{difference}", kernel.name, binding.name)));
            }
        }
    }
    Ok(None)
}

async fn run_on(kernel: &'static KernelSpec, backend: &dyn Backend, case: &Case) -> Result<Vec<Vec<u32>>> {
    let mut buffers = Vec::new();
    for words in &case.buffers {
        let buffer = backend.create("parity case", words.len())?;
        backend.upload(&buffer, 0, words);
        buffers.push(buffer);
    }
    let args: Vec<_> = buffers.iter().collect();
    backend.run(kernel, &case.params, &args);
    let parts: Vec<_> = buffers.iter().map(|buffer| (buffer, 0..buffer.words())).collect();
    backend.download(&parts).await
}

fn expected(kernel: &KernelSpec, case: &Case) -> Vec<Vec<u32>> {
    let mut buffers = case.buffers.clone();
    let mut words: Vec<Words> = kernel
        .bindings
        .iter()
        .zip(&mut buffers)
        .map(|(binding, words)| match binding.access {
            Access::Read => Words::Read(words),
            Access::ReadWrite => Words::Write(words),
        })
        .collect();
    (kernel.cpu)(&case.params, &mut words);
    buffers
}

fn compare(scalar: Scalar, tolerance: f32, found: &[u32], expected: &[u32]) -> Option<String> {
    found.iter().zip(expected).enumerate().find_map(|(index, (&found, &expected))| {
        if found == expected {
            return None;
        }
        if scalar == Scalar::U32 {
            return Some(format!("[{index}]: the GPU says {found}, the CPU {expected}"));
        }
        let (gpu, cpu) = (f32::from_bits(found), f32::from_bits(expected));
        let close = (gpu - cpu).abs() <= tolerance * (1.0 + cpu.abs());
        (!close).then(|| format!("[{index}]: the GPU says {gpu}, the CPU {cpu}"))
    })
}
