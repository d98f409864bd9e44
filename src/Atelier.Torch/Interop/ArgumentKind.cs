namespace Atelier.Torch.Interop;

/// <summary>What a value of the C ABI is; equal to <c>Tag</c> in native/torch/abi.h.</summary>
internal enum ArgumentKind : long
{
    None,
    Tensor,
    Int,
    Double,
    Bool,
    IntList,
    DoubleList,
    BoolList,
    TensorList,
    OptionalTensorList,
    Text,
    Device,
    Generator,
}
