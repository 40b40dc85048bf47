#!/bin/sh
# Maps and networks on this machine's graphics adapter, in every shape of tiles, and beside PyTorch where python3 has it.
#
#     gpu-bench.sh [--quick] [--only TEXT] [LAB]
#
# LAB is the built program (target/release/lab); it and this script are all that is needed, besides a Vulkan driver (on
# Metal and DirectX 12 that of the system). PYTHON names another python3. Prints a table and writes gpu-bench.json to the
# current folder. --quick is for software adapters; --only picks rows by name.
set -eu

quick='' only='' lab=target/release/lab
while [ $# -gt 0 ]; do
  case "$1" in
    --quick) quick=--quick ;;
    --only)
      [ $# -gt 1 ] || { echo 'gpu-bench.sh: --only needs a text, such as CNN.' >&2; exit 2; }
      only=$2
      shift
      ;;
    -*) echo "gpu-bench.sh: there is no $1: --quick, --only TEXT, and the program." >&2; exit 2 ;;
    *) lab=$1 ;;
  esac
  shift
done
[ -x "$lab" ] || { echo "gpu-bench.sh: $lab is no program: build it with cargo build --release --bin lab, or say where it is." >&2; exit 2; }
case "$lab" in */*) ;; *) lab=./$lab ;; esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
bench() { "$lab" bench-gpu $quick ${only:+--only "$only"} "$@"; }

peer=''
python=${PYTHON:-python3}
if command -v "$python" >/dev/null && "$python" -c 'import torch' 2>/dev/null; then
  bench --plan >"$folder/plan.json"
  bench --peer-script >"$folder/torch_peer.py"
  echo 'PyTorch:' >&2
  if "$python" "$folder/torch_peer.py" "$folder/plan.json" >"$folder/peer.json"; then peer=$folder/peer.json; fi
else
  echo "$python has no torch: only our own side is measured." >&2
fi
bench ${peer:+--peer "$peer"} --out gpu-bench.json
echo 'gpu-bench.json has all figures.' >&2
