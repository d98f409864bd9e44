using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>The velocity of one picture with text guidance and guidance by the condition pictures.</summary>
internal sealed class ControlledFlow : IDisposable
{
    private readonly ControlCall _call;
    private readonly ConditionedFlux _flux;
    private readonly ConditionedFlux? _black;

    public ControlledFlow(FluxTransformer network, ControlCall call)
    {
        _call = call;
        _flux = new(network, call.Text, call.Positions, call.Conditions, call.Settings, call.Features);
        // The same mask in both runs: else conditions of the second would see each other and the noise.
        _black = call.ImageGuidance == 1 ? null : new(network, call.Text, call.Positions, call.Black, call.Settings, call.BlackFeatures);
    }

    /// <summary>The velocity at a noise level. [1, N, C]</summary>
    public Tensor Velocity(Tensor x, double sigma, int step)
    {
        var velocity = Guided(_flux, x, sigma, step);
        if (_black is null)
            return velocity;
        var black = Guided(_black, x, sigma, step);
        return black + ((velocity - black) * _call.ImageGuidance);
    }

    public void Dispose()
    {
        _flux.Dispose();
        _black?.Dispose();
    }

    private Tensor Guided(ConditionedFlux flux, Tensor x, double sigma, int step)
    {
        var batch = _call.Text.Tokens.Size(0);
        var velocity = flux.Velocity(x.Expand(batch, -1, -1), Tensor.Full([batch], sigma, device: x.Device), step);
        if (batch == 1)
            return velocity;
        var parts = velocity.Chunk(2, 0); // with the negative prompt, with the prompt
        return parts[0] + ((parts[1] - parts[0]) * _call.Guidance);
    }
}
