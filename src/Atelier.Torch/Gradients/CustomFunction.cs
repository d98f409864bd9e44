using System.Runtime.InteropServices;
using Atelier.Torch.Interop;

namespace Atelier.Torch;

/// <summary>A step of the gradient graph whose backward is managed code.</summary>
public abstract unsafe class CustomFunction
{
    [ThreadStatic]
    private static Exception? _failure;
    private static Exception? _elsewhere;

    /// <summary>Computes outputs without recording and ties them to the inputs.</summary>
    /// <param name="inputs">What gradients flow back to.</param>
    public Tensor[] Apply(params Tensor[] inputs)
    {
        Tensor[] outputs;
        using (new NoGrad())
            outputs = Forward(inputs);
        if (!NoGrad.IsRecording || !inputs.Any(t => t.RequiresGrad))
            return outputs;
        var from = stackalloc nint[inputs.Length];
        var to = stackalloc nint[outputs.Length];
        for (var i = 0; i < inputs.Length; i++)
            from[i] = inputs[i].Handle;
        for (var i = 0; i < outputs.Length; i++)
            to[i] = outputs[i].Handle;
        var context = GCHandle.ToIntPtr(GCHandle.Alloc(this));
        if (NativeTorch.AttachFunction(from, inputs.Length, to, outputs.Length, &CallBackward, &Release, context) == 0)
            throw new TorchException($"{GetType().Name}: {NativeTorch.Text(NativeTorch.LastError())}");
        GC.KeepAlive(inputs);
        return outputs;
    }

    /// <summary>The outputs; nothing is recorded. They must be new tensors, not views of the inputs.</summary>
    protected abstract Tensor[] Forward(Tensor[] inputs);

    /// <summary>Gradients of the inputs from those of the outputs (null where an output was not used).</summary>
    protected abstract Tensor?[] Backward(Tensor?[] gradients);

    internal static Exception? TakeFailure()
    {
        var failure = _failure ?? Interlocked.Exchange(ref _elsewhere, null);
        _failure = null;
        return failure is null ? null : new TorchException($"A backward function failed: {failure.Message}", failure);
    }

    [UnmanagedCallersOnly]
    private static int CallBackward(nint context, nint* given, long count, nint* results, long inputs)
    {
        try
        {
            using var scope = Tensor.Scope();
            var gradients = new Tensor?[count];
            for (var i = 0; i < count; i++)
                gradients[i] = given[i] == 0 ? null : Tensor.FromHandle(given[i]);
            var answers = ((CustomFunction)GCHandle.FromIntPtr(context).Target!).Backward(gradients);
            if (answers.Length != inputs)
                throw new InvalidOperationException($"{inputs} inputs, but {answers.Length} gradients.");
            for (var i = 0; i < inputs; i++)
                results[i] = answers[i] is { } answer ? NativeTorch.TensorAlias(answer.Handle) : 0;
            return 1;
        }
        catch (Exception e)
        {
            _failure = e;
            _elsewhere = e;
            return 0;
        }
    }

    [UnmanagedCallersOnly]
    private static void Release(nint context) => GCHandle.FromIntPtr(context).Free();
}
