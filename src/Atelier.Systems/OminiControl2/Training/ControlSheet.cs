using Atelier.Diffusion.FlowMatching;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Flux;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.OminiControl2.Painting;
using Atelier.Systems.TextToImage;
using Atelier.Torch;
using Atelier.Training.Mini.Latents;
using Atelier.Training.Runs;

namespace Atelier.Systems.OminiControl2.Training;

/// <summary>Sample sheets: the condition of a held-out scene, the scene, and what the model paints with and without the condition.</summary>
internal sealed class ControlSheet(
    FluxPipeline model, ControlAdapter adapter, LatentCache latents, ConditionCache conditions, CaptionCache captions, ControlSettings settings)
{
    private const int Columns = 4;

    public void Draw(string path, EvaluationContext context)
    {
        var entries = new List<ContactSheetEntry>();
        for (var i = 0; i < Math.Min(settings.SheetScenes, settings.HeldOut); i++)
        {
            var task = adapter.Rule.Tasks[i % adapter.Rule.Tasks.Count];
            using var scope = Tensor.Scope();
            using var random = context.NewRandom((ulong)i);
            var batch = ControlBatch.Plain(latents, conditions, settings, task, [i], random);
            var plain = ControlBatch.Plain(latents, conditions, settings, null, [i], random);
            entries.Add(new(Shown(task, i, batch), task.Name()));
            entries.Add(new(Decoded(plain.Target), batch.Captions[0]));
            entries.Add(new(Painted(task, batch, i, context), "with the condition"));
            entries.Add(new(Painted(task, plain, i, context), "without"));
        }

        if (entries.Count > 0)
            PictureFile.Save(ContactSheet.Make(entries, new() { Columns = Columns, CellSize = conditions.Size, Gap = 6, CaptionLines = 3 }), path);
    }

    // What the network is given: the picture, or known patches on grey.
    private Picture Shown(ControlTask task, long scene, ControlBatch batch)
    {
        if (!settings.Integrated)
            return conditions.Picture(task, scene);
        var known = batch.Conditions[0];
        return Decoded(TokenCanvas.Assemble((batch.Target.ZerosLike(), batch.Positions), (known.Tokens, known.Positions)));
    }

    private Picture Painted(ControlTask task, ControlBatch batch, int seed, EvaluationContext context)
    {
        using var scope = Tensor.Scope();
        var config = model.Transformer.Config;
        string[] prompts = config.GuidanceEmbeds ? [batch.Captions[0]] : ["", batch.Captions[0]];
        var text = FluxTexts.Of(captions.Encode(prompts), config, model.Defaults.Guidance, context.Device);
        var isGuided = batch.Conditions.Select(_ => task.IsGuided());
        var runs = ControlRows.Of(text, isGuided).Select(rows => new ControlRun(rows, [.. rows.Seen(batch.Conditions, _ => task.IsGuided()).Select(c => c with
        {
            Tokens = c.Tokens.To(context.Device).Expand(rows.Text.Tokens.Size(0), -1, -1),
            Positions = c.Positions.To(context.Device),
            KeyMask = null,
            Adapters = adapter.Stack,
        })]));
        var call = new ControlCall(
            batch.Positions.To(context.Device), new() { Sight = settings.Independent ? ConditionSight.Independent : ConditionSight.Joint, Guidance = settings.Guidance }, [.. runs])
        {
            Guidance = model.Defaults.Guidance,
        };
        using var flow = call.On(model.Transformer);
        using var noise = new Generator((ulong)seed);
        var x = Tensor.RandN(batch.Target.Shape, noise).To(context.Device);
        var schedule = FlowMatchSchedule.Even(model.Flow, settings.SheetSteps, x.Size(1));
        using var sampler = new FlowMatchEuler(schedule);
        for (var step = 0; step < schedule.Steps; step++)
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var inner = Tensor.Scope();
            x = inner.Keep(sampler.Step(flow.Velocity(x, schedule.Sigmas[step], step), step, x).Sample);
        }

        x = x.To(Device.Cpu);
        return Decoded(settings.Integrated && batch.Conditions.Count > 0
            ? TokenCanvas.Assemble((x, batch.Positions), (batch.Conditions[0].Tokens, batch.Conditions[0].Positions))
            : x);
    }

    private Picture Decoded(Tensor tokens)
    {
        using var scope = Tensor.Scope();
        var side = latents.LatentSize;
        var autoencoder = latents.Autoencoder;
        var device = autoencoder.Parameters().First().Parameter.Value.Device;
        return PictureTensors.ToPicture(autoencoder.Decode(autoencoder.Unscale(FluxLatents.Unpack(tokens, side, side).To(device))));
    }
}
