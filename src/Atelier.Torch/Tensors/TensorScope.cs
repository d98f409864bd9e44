namespace Atelier.Torch;

/// <summary>Frees the tensors that were made on its thread while it was open, newest scope first.</summary>
/// <remarks>
/// <c>using var scope = Tensor.Scope();</c> around a step frees every temporary of it. What shall outlive the step is handed
/// to the enclosing scope (or to the caller, where there is none) with <see cref="Keep(Tensor)"/>.
/// </remarks>
public sealed class TensorScope : IDisposable
{
    [ThreadStatic]
    private static TensorScope? _current;

    private readonly List<Tensor?> _tensors = [];
    private readonly TensorScope? _outer;
    private bool _disposed;

    internal TensorScope()
    {
        _outer = _current;
        _current = this;
    }

    /// <summary>The innermost open scope of this thread.</summary>
    internal static TensorScope? Current => _current;

    /// <summary>Tensors that the scope would free now.</summary>
    public int Count => _tensors.Count(t => t is { IsDisposed: false });

    /// <summary>Moves a tensor to the enclosing scope, or to the caller where there is none.</summary>
    public Tensor Keep(Tensor tensor)
    {
        if (!ReferenceEquals(tensor.Owner, this))
            return tensor;
        Release(tensor);
        _outer?.Add(tensor);
        return tensor;
    }

    /// <summary>Keeps each of several tensors.</summary>
    public Tensor[] Keep(Tensor[] tensors)
    {
        foreach (var tensor in tensors)
            Keep(tensor);
        return tensors;
    }

    /// <summary>Frees what was not kept.</summary>
    /// <exception cref="InvalidOperationException">An inner scope is still open, or the thread is another.</exception>
    public void Dispose()
    {
        if (_disposed)
            return;
        if (!ReferenceEquals(_current, this))
            throw new InvalidOperationException("Tensor scopes close in the reverse order of opening, on the thread that opened them.");
        _disposed = true;
        _current = _outer;
        foreach (var tensor in _tensors)
        {
            if (tensor is not null && ReferenceEquals(tensor.Owner, this))
                tensor.FreeFromScope();
        }

        _tensors.Clear();
    }

    internal void Add(Tensor tensor)
    {
        tensor.Owner = this;
        tensor.SlotInOwner = _tensors.Count;
        _tensors.Add(tensor);
    }

    internal void Release(Tensor tensor)
    {
        // Only the slot is emptied, so that letting go is cheap however many tensors the scope has.
        tensor.Owner = null;
        if (tensor.SlotInOwner < _tensors.Count)
            _tensors[tensor.SlotInOwner] = null;
    }
}
