//! `lab bench-gpu`: what it needs, and what it tells.

use super::{folder, lab, refused, write};
use serde_json::{Value, json};

#[test]
fn the_rows_and_the_script_of_the_peer_come_out_of_the_program() {
    let plan: Value = serde_json::from_slice(&lab(&["bench-gpu", "--plan"]).stdout).unwrap();
    let names: Vec<_> = plan["rows"].as_array().unwrap().iter().map(|row| row["name"].as_str().unwrap()).collect();
    for name in ["SOM 784 on 20×20, batch", "SOM 784 on 200×200, online", "FC, batch 1024", "CNN, batch 64, grouped"]
    {
        assert!(names.contains(&name), "{names:?}");
    }
    let script = String::from_utf8(lab(&["bench-gpu", "--peer-script"]).stdout).unwrap();
    assert!(script.contains("import torch"));
    refused(2, &["bench-gpu", "--only", "no such row"], &["--plan"]);
    refused(1, &["bench-gpu", "--peer", "no/such/file.json"], &["no/such/file.json"]);
}

#[test]
fn a_row_is_measured_in_every_shape_and_beside_a_peer() {
    let folder = folder("bench");
    let name = "FC, batch 64, masked";
    let peer = write(
        &folder,
        "peer.json",
        json!({ "name": "P", "device": "D", "rates": { name: 1.0 } }).to_string().as_bytes(),
    );
    let out = folder.join("out.json");
    let output = lab(&["bench-gpu", "--quick", "--only", name, "--peer", &peer, "--out", out.to_str().unwrap()]);
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(text.contains("beside P on D") && text.contains(&format!("| {name} |")), "{text}");
    let found: Value = serde_json::from_slice(&std::fs::read(out).unwrap()).unwrap();
    let row = &found["rows"][0];
    assert_eq!(row["row"]["name"], name);
    assert_eq!(row["peer"], 1.0);
    for shape in ["8x32", "8x64", "4x64"] {
        assert!(row["samples_per_second"][shape].as_f64().unwrap() > 0.0, "{row}");
    }
    let kernels = row["kernels"].as_array().unwrap();
    let shares: f64 = kernels.iter().map(|kernel| kernel["share"].as_f64().unwrap()).sum();
    assert!((shares - 1.0).abs() < 1e-6, "{shares}");
    assert!(kernels.iter().any(|kernel| kernel["kernel"] == "dense_forward"), "{kernels:?}");
}
