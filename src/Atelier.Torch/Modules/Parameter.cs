namespace Atelier.Torch;

/// <summary>A named weight of a module: its shape is known at once, its elements when loaded or initialised.</summary>
public sealed class Parameter
{
    private Tensor? _value;

    internal Parameter(string name, long[] shape, Initializer initializer, bool trainable)
    {
        Name = name;
        Shape = shape;
        Initializer = initializer;
        IsTrainable = trainable;
    }

    /// <summary>Name within its module, such as <c>weight</c>.</summary>
    public string Name { get; }

    /// <summary>Sizes of all dimensions.</summary>
    public long[] Shape { get; }

    /// <summary>False for buffers: saved and loaded, but not trained.</summary>
    public bool IsTrainable { get; }

    /// <summary>How it starts without a file.</summary>
    public Initializer Initializer { get; set; }

    /// <summary>True once it has elements.</summary>
    public bool HasValue => _value is not null;

    /// <summary>The elements.</summary>
    /// <exception cref="InvalidOperationException">It was read before it was loaded or initialised.</exception>
    /// <exception cref="ArgumentException">A tensor of another shape was given.</exception>
    public Tensor Value
    {
        get => _value ?? throw new InvalidOperationException($"Parameter '{Name}' [{string.Join(", ", Shape)}] has no values: load or initialise the module.");
        set
        {
            if (!value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' has shape [{string.Join(", ", Shape)}], the tensor [{string.Join(", ", value.Shape)}].");
            var tensor = value.Detached();
            if (!ReferenceEquals(tensor, _value))
                _value?.Dispose();
            _value = tensor;
        }
    }

    /// <summary>Number of elements.</summary>
    public long ElementCount => Shape.Aggregate(1L, (a, b) => a * b);

    /// <summary>The elements.</summary>
    public static implicit operator Tensor?(Parameter? parameter) => parameter?.Value;

    internal void Free()
    {
        _value?.Dispose();
        _value = null;
    }
}
