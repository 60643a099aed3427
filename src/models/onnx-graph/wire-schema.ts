import protobuf from 'protobufjs';

// The part of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto that edits touch. The numbers are the
// format's, the names ours. What is not named here is carried along as unknown fields.
const SCHEMA = `
syntax = "proto2";

message Model {
  optional int64 irVersion = 1;
  optional string producerName = 2;
  optional string producerVersion = 3;
  optional Graph graph = 7;
  repeated Opset opsets = 8;
  repeated Entry metadata = 14;
}

message Opset {
  optional string domain = 1;
  optional int64 version = 2;
}

message Entry {
  optional string key = 1;
  optional string value = 2;
}

message Graph {
  repeated Node nodes = 1;
  optional string name = 2;
  repeated Tensor initializers = 5;
  repeated ValueInfo inputs = 11;
  repeated ValueInfo outputs = 12;
  repeated ValueInfo valueInfos = 13;
}

message Node {
  repeated string inputs = 1;
  repeated string outputs = 2;
  optional string name = 3;
  optional string opType = 4;
  repeated Attribute attributes = 5;
  optional string domain = 7;
}

message Attribute {
  optional string name = 1;
  optional float float = 2;
  optional int64 int = 3;
  optional bytes text = 4;
  optional Tensor tensor = 5;
  optional Graph graph = 6;
  repeated float floats = 7;
  repeated int64 ints = 8;
  repeated bytes texts = 9;
  repeated Tensor tensors = 10;
  repeated Graph graphs = 11;
  optional int32 type = 20;
}

message Tensor {
  repeated int64 dims = 1;
  optional int32 dataType = 2;
  repeated float floatData = 4 [packed = true];
  repeated int32 int32Data = 5 [packed = true];
  repeated int64 int64Data = 7 [packed = true];
  optional string name = 8;
  optional bytes rawData = 9;
  repeated double doubleData = 10 [packed = true];
  repeated uint64 uint64Data = 11 [packed = true];
  repeated Entry externalData = 13;
  optional int32 dataLocation = 14;
}

message ValueInfo {
  optional string name = 1;
  optional ValueType type = 2;
}

message ValueType {
  optional TensorType tensor = 1;
}

message TensorType {
  optional int32 elementType = 1;
  optional Shape shape = 2;
}

message Shape {
  repeated Dimension dims = 1;
}

message Dimension {
  oneof size {
    int64 value = 1;
    string symbol = 2;
  }
}
`;

/** The message type of a whole ONNX file. */
export const MODEL_TYPE: protobuf.Type = protobuf
  .parse(SCHEMA, { keepCase: true })
  .root.resolveAll()
  .lookupType('Model');
