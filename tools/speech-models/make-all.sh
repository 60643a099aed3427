#!/bin/sh
# Makes loopback/models/skeletons anew. Needs the three environments that README.md names, and rhasspy/piper's source.
# usage: make-all.sh WORK_FOLDER PYTHON_HUB PYTHON_2023 PYTHON_LATEST PIPER_SOURCE [mini|sizes]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
target=$here/../../loopback/models/skeletons
work=$1 hub=$2 old=$3 latest=$4 piper=$5 only=${6:-all}
export OMP_NUM_THREADS=1

whisper() { # name, python, size, further options: the files as optimum leaves them
  name=$1 python=$2 size=$3
  shift 3
  "$python" "$here/export_whisper.py" --size "$size" --output "$work/$name" "$@" >"$work/$name.log" 2>&1
}

quantised() { # name: 8-bit files beside the whole ones
  "$hub" "$here/quantise.py" "$work/$1/encoder_model.onnx" "$work/$1/decoder_model_merged.onnx" >"$work/$1-q8.log" 2>&1
}

slimmed() { # name: the whole files as the hub has them
  for file in encoder_model decoder_model_merged; do
    "$hub" -m onnxslim "$work/$1/$file.onnx" "$work/$1/$file.onnx" >"$work/$1-slim.log" 2>&1
  done
}

skeletons() { # names
  for name in "$@"; do
    for file in "$work/$name"/encoder_model*.onnx "$work/$name"/decoder_model_merged*.onnx; do
      "$hub" "$here/skeleton.py" "$file" "$target/$name/${file##*/}.gz"
    done
  done
}

voice() { # name, python, quality, further options
  name=$1 python=$2 quality=$3
  shift 3
  "$python" "$here/export_piper.py" --quality "$quality" --output "$work/$name.onnx" "$@" >"$work/$name.log" 2>&1
  "$hub" "$here/skeleton.py" "$work/$name.onnx" "$target/$name.onnx.gz"
}

mini() {
  whisper whisper-mini-hub "$hub" mini
  quantised whisper-mini-hub
  slimmed whisper-mini-hub
  whisper whisper-mini-timestamped "$hub" mini --timestamped
  slimmed whisper-mini-timestamped
  whisper whisper-mini-raw "$hub" mini
  whisper whisper-mini-2023 "$old" mini
  quantised whisper-mini-2023
  whisper whisper-mini-latest "$latest" mini
  skeletons whisper-mini-hub whisper-mini-timestamped whisper-mini-raw whisper-mini-2023 whisper-mini-latest
  voice piper-mini "$latest" mini
  voice piper-mini-speakers "$latest" mini --speakers 4
  voice piper-mini-high "$latest" mini-high
  voice piper-mini-2023 "$old" mini --source "$piper"
  voice piper-mini-2023-speakers "$old" mini --source "$piper" --speakers 4
}

sizes() {
  for quality in x_low medium high; do voice "piper-$quality" "$old" "$quality" --source "$piper"; done
  for size in base tiny small; do
    whisper "whisper-$size" "$hub" "$size"
    quantised "whisper-$size"
    slimmed "whisper-$size"
    skeletons "whisper-$size"
  done
}

mkdir -p "$work"
[ "$only" = sizes ] || mini
[ "$only" = mini ] || sizes
