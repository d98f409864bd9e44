using Atelier.Torch.Interop;

namespace Atelier.Torch;

// Gradients.
public sealed unsafe partial class Tensor
{
    /// <summary>True where operations on this tensor are recorded.</summary>
    public bool RequiresGrad
    {
        get => NativeTorch.TensorRequiresGrad(Handle) != 0;
        set
        {
            if (NativeTorch.TensorSetRequiresGrad(Handle, value ? 1 : 0) == 0)
                throw new TorchException($"requires_grad of {Describe()}: {NativeTorch.Text(NativeTorch.LastError())}");
        }
    }

    /// <summary>The gradient that <see cref="Backward"/> left here, or null; setting null clears it.</summary>
    public Tensor? Grad
    {
        get
        {
            var handle = NativeTorch.TensorGrad(Handle);
            return handle == 0 ? null : FromHandle(handle);
        }
        set => NativeTorch.TensorSetGrad(Handle, value?.Handle ?? 0);
    }

    /// <summary>True where <see cref="Backward"/> left a gradient here.</summary>
    public bool HasGrad
    {
        get
        {
            var handle = NativeTorch.TensorGrad(Handle);
            if (handle != 0)
                NativeTorch.TensorFree(handle);
            return handle != 0;
        }
    }

    /// <summary>Adds the gradient of this to every leaf that it depends on.</summary>
    /// <param name="gradient">Weight of each element; may be left out for one number.</param>
    /// <param name="retain">Keeps the graph for a further call.</param>
    public void Backward(Tensor? gradient = null, bool retain = false)
    {
        var root = Handle;
        var weight = gradient?.Handle ?? 0;
        if (NativeTorch.Backward(&root, &weight, 1, retain ? 1 : 0) == 0)
            throw CustomFunction.TakeFailure() ?? new TorchException($"backward({Describe()}): {NativeTorch.Text(NativeTorch.LastError())}");
        GC.KeepAlive(gradient);
    }

    /// <summary>The gradient of this by each of several tensors; null where this does not depend on one.</summary>
    public Tensor?[] Gradients(Tensor[] by, Tensor? gradient = null, bool createGraph = false, bool retain = false)
    {
        var inputs = stackalloc nint[by.Length];
        var results = stackalloc nint[by.Length];
        for (var i = 0; i < by.Length; i++)
            inputs[i] = by[i].Handle;
        var ok = NativeTorch.Gradients(
            Handle, gradient?.Handle ?? 0, inputs, by.Length, createGraph ? 1 : 0, retain || createGraph ? 1 : 0, results);
        GC.KeepAlive(by);
        GC.KeepAlive(gradient);
        if (ok == 0)
            throw CustomFunction.TakeFailure() ?? new TorchException($"gradients({Describe()}): {NativeTorch.Text(NativeTorch.LastError())}");
        var found = new Tensor?[by.Length];
        for (var i = 0; i < found.Length; i++)
            found[i] = results[i] == 0 ? null : FromHandle(results[i]);
        return found;
    }
}
