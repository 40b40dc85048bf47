//! Where the tests compute.

use som_lab::backend::Backend;
use som_lab::backend::cpu::Cpu;
use som_lab::backend::gpu::{AdapterChoice, open};
use std::rc::Rc;

/// The CPU and a graphics adapter, with names for messages.
pub fn backends() -> [(&'static str, Rc<dyn Backend>); 2] {
    let gpu = pollster::block_on(open(AdapterChoice::Fastest))
        .expect("these tests need a graphics adapter; on Debian: apt-get install mesa-vulkan-drivers");
    [("cpu", Rc::new(Cpu::new())), ("gpu", Rc::new(gpu))]
}
