#!/bin/sh
# Makes loopback/models/skeletons anew. Needs the three environments that README.md names, and rhasspy/piper's source.
# usage: make-all.sh WORK_FOLDER PYTHON_HUB PYTHON_2023 PYTHON_LATEST PIPER_SOURCE [mini|sizes]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../loopback/models/skeletons
work=$1 hub=$2 old=$3 latest=$4 piper=$5 only=${6:-all}
export OMP_NUM_THREADS=1

skeleton() { "$hub" "$here/skeleton.py" "$1" "$target/$2.gz"; }

whisper() { # name, python, size, further options
  name=$1 python=$2 size=$3
  shift 3
  "$python" "$here/export_whisper.py" --size "$size" --output "$work/$name" "$@" >"$work/$name.log" 2>&1
  for file in encoder_model decoder_model_merged; do skeleton "$work/$name/$file.onnx" "$name/$file.onnx"; done
}

quantised() {
  for file in encoder_model decoder_model_merged; do
    "$hub" "$here/quantise.py" "$work/$1/$file.onnx" >"$work/$1-quantise.log" 2>&1
    skeleton "$work/$1/${file}_quantized.onnx" "$1/${file}_quantized.onnx"
  done
}

voice() { # name, python, quality, further options
  name=$1 python=$2 quality=$3
  shift 3
  "$python" "$here/export_piper.py" --quality "$quality" --output "$work/$name.onnx" "$@" >"$work/$name.log" 2>&1
  skeleton "$work/$name.onnx" "$name.onnx"
}

mkdir -p "$work"
if [ "$only" != sizes ]; then
  whisper whisper-mini-hub "$hub" mini --slim
  quantised whisper-mini-hub
  whisper whisper-mini-timestamped "$hub" mini --slim --timestamped
  whisper whisper-mini-raw "$hub" mini
  whisper whisper-mini-2023 "$old" mini
  quantised whisper-mini-2023
  whisper whisper-mini-latest "$latest" mini
  voice piper-mini "$latest" mini
  voice piper-mini-speakers "$latest" mini --speakers 4
  voice piper-mini-high "$latest" mini-high
  voice piper-mini-2023 "$old" mini --source "$piper"
  voice piper-mini-2023-speakers "$old" mini --source "$piper" --speakers 4
fi
[ "$only" = mini ] && exit
for size in tiny base small; do
  whisper "whisper-$size" "$hub" "$size" --slim
  quantised "whisper-$size"
done
for quality in x_low medium high; do voice "piper-$quality" "$old" "$quality" --source "$piper"; done
