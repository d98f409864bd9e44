using Atelier.Imaging;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What the pictures of a request share; owns the tensors of its task.</summary>
/// <param name="Task">What is painted, as tensors.</param>
/// <param name="Canvas">Size of the result.</param>
/// <param name="Init">The picture that is painted over, at this size, or null.</param>
/// <param name="Mask">Where it is painted anew, or null for everywhere.</param>
internal sealed record FluxWork(FluxTask Task, FluxCanvas Canvas, Picture? Init, Mask? Mask) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in Task.Tensors())
            tensor.Dispose();
    }
}
