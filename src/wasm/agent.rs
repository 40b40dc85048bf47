//! The door of the agents. They live on the CPU, and bring their own world along: no data set is opened.

use super::JsResult;
use super::to_js;
use crate::agent::run::AgentRun;
use crate::backend::Backend;
use crate::backend::cpu::Cpu;
use crate::frame::answers::BackendInfo;
use std::rc::Rc;
use wasm_bindgen::prelude::*;

pub(super) type Model = AgentRun;

/// The one backend that an agent can have.
#[wasm_bindgen]
pub struct Engine {
    backend: Rc<dyn Backend>,
}

#[wasm_bindgen]
impl Engine {
    /// Whatever is preferred: an agent asks its network after every step of its world, and a graphics adapter's answers
    /// have to be waited for.
    pub async fn create(_preference: String) -> Engine {
        Self { backend: Rc::new(Cpu::new()) }
    }

    pub fn info(&self) -> JsResult<JsValue> {
        let info = self.backend.info();
        to_js(&BackendInfo {
            backend: info.backend,
            adapter: info.adapter.clone(),
            software: info.software,
            reason: "An agent asks its network after every step, and does not wait for a graphics adapter.".to_string(),
            cpu_samples_per_second: None,
            gpu_samples_per_second: None,
            timestamps: false,
        })
    }

    pub(super) fn world(&self, _id: usize) -> crate::error::Result<(Rc<dyn Backend>, Rc<()>)> {
        Ok((Rc::clone(&self.backend), Rc::new(())))
    }
}
