namespace Atelier.Torch;

/// <summary>A named weight of a module: its shape is known at once, its elements when loaded or initialised.</summary>
public sealed class Parameter
{
    private Tensor? _value;
    private IPackedTensor? _packed;

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
    public bool HasValue => _value is not null || _packed is not null;

    /// <summary>Its elements as they are stored, unpacked anew at each use; null where they are at hand.</summary>
    /// <exception cref="ArgumentException">A tensor of another shape was given.</exception>
    public IPackedTensor? Packed
    {
        get => _packed;
        set
        {
            if (value is not null && !value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' has shape [{string.Join(", ", Shape)}], the packed tensor [{string.Join(", ", value.Shape)}].");
            Free();
            _packed = value;
        }
    }

    /// <summary>The elements; those of a packed parameter are unpacked into the caller's scope.</summary>
    /// <exception cref="InvalidOperationException">It was read before it was loaded or initialised.</exception>
    /// <exception cref="ArgumentException">A tensor of another shape was given.</exception>
    public Tensor Value
    {
        get => _value ?? _packed?.Unpack() ?? throw new InvalidOperationException($"Parameter '{Name}' [{string.Join(", ", Shape)}] has no values: load or initialise the module.");
        set
        {
            if (!value.Shape.AsSpan().SequenceEqual(Shape))
                throw new ArgumentException($"Parameter '{Name}' has shape [{string.Join(", ", Shape)}], the tensor [{string.Join(", ", value.Shape)}].");
            var tensor = value.Detached();
            if (!ReferenceEquals(tensor, _value))
                Free();
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
        (_packed as IDisposable)?.Dispose();
        (_value, _packed) = (null, null);
    }
}
