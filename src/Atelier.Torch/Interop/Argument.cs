namespace Atelier.Torch.Interop;

/// <summary>One argument of an operator call; made by implicit conversion.</summary>
internal readonly struct Argument
{
    private Argument(ArgumentKind kind, long bits = 0, object? item = null) => (Kind, Bits, Item) = (kind, bits, item);

    public ArgumentKind Kind { get; }

    public long Bits { get; }

    public object? Item { get; }

    public static Argument None => default;

    public static implicit operator Argument(Tensor? value) => value is null ? default : new(ArgumentKind.Tensor, 0, value);

    public static implicit operator Argument(long value) => new(ArgumentKind.Int, value);

    public static implicit operator Argument(int value) => new(ArgumentKind.Int, value);

    public static implicit operator Argument(long? value) => value is { } v ? new(ArgumentKind.Int, v) : default;

    public static implicit operator Argument(double value) => new(ArgumentKind.Double, BitConverter.DoubleToInt64Bits(value));

    public static implicit operator Argument(double? value) => value is { } v ? v : default(Argument);

    public static implicit operator Argument(bool value) => new(ArgumentKind.Bool, value ? 1 : 0);

    public static implicit operator Argument(long[]? value) => value is null ? default : new(ArgumentKind.IntList, 0, value);

    public static implicit operator Argument(double[]? value) => value is null ? default : new(ArgumentKind.DoubleList, 0, value);

    public static implicit operator Argument(bool[] value) => new(ArgumentKind.BoolList, 0, value);

    public static implicit operator Argument(Tensor[] value) => new(ArgumentKind.TensorList, 0, value);

    public static implicit operator Argument(string? value) => value is null ? default : new(ArgumentKind.Text, 0, value);

    public static implicit operator Argument(ScalarType value) => new(ArgumentKind.Int, (long)value);

    public static implicit operator Argument(ScalarType? value) => value is { } v ? v : default(Argument);

    public static implicit operator Argument(Device value) => new(ArgumentKind.Device, (long)value.Type | ((long)value.Index << 32));

    public static implicit operator Argument(Generator? value) => value is null ? default : new(ArgumentKind.Generator, 0, value);

    /// <summary>Index tensors, of which some may be absent.</summary>
    public static Argument Optional(Tensor?[] value) => new(ArgumentKind.OptionalTensorList, 0, value);
}
