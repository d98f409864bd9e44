using Atelier.Models.Flux;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>The velocity of one picture with text guidance and guidance by the condition pictures.</summary>
internal sealed class ControlledFlow : IDisposable
{
    private readonly ControlCall _call;
    private readonly ConditionedFlux[] _runs;
    private readonly ConditionedFlux[] _black;

    public ControlledFlow(FluxTransformer network, ControlCall call)
    {
        _call = call;
        _runs = [.. call.Runs.Select(Open)];
        // The same mask in both: else conditions of the second would see each other and the noise. Where no condition is seen, black ones are none either.
        _black = call.ImageGuidance == 1 ? [] : [.. call.BlackRuns.Select((r, i) => r.Conditions.Count == 0 ? _runs[i] : Open(r))];

        ConditionedFlux Open(ControlRun run) => new(network, run.Rows.Text, call.Positions, run.Conditions, call.Settings, run.Features);
    }

    /// <summary>The velocity at a noise level. [1, N, C]</summary>
    public Tensor Velocity(Tensor x, double sigma, int step)
    {
        var answers = new Dictionary<ConditionedFlux, Tensor>();
        var velocity = Guided(_runs);
        if (_black.Length == 0)
            return velocity;
        var black = Guided(_black);
        return black + ((velocity - black) * _call.ImageGuidance);

        Tensor Guided(ConditionedFlux[] runs)
        {
            Tensor[] rows = [.. runs.SelectMany((run, i) => Answer(run, _call.Runs[i].Rows.Text.Tokens.Size(0)))];
            return rows is [var negative, var prompt] ? negative + ((prompt - negative) * _call.Guidance) : rows[0];
        }

        IEnumerable<Tensor> Answer(ConditionedFlux run, long rows)
        {
            if (!answers.TryGetValue(run, out var answer))
                answers.Add(run, answer = run.Velocity(x.Expand(rows, -1, -1), Tensor.Full([rows], sigma, device: x.Device), step));
            return answer.Chunk((int)rows, 0);
        }
    }

    public void Dispose()
    {
        foreach (var run in _runs.Concat(_black).Distinct())
            run.Dispose();
        foreach (var run in _call.Runs.Concat(_call.BlackRuns))
            run.Dispose();
    }
}
