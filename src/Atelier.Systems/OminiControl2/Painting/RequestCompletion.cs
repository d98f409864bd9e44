using Atelier.Imaging;
using Atelier.Systems.OminiControl2.Adapters;
using Atelier.Systems.Pipelines;
using Atelier.Systems.TextToImage;

namespace Atelier.Systems.OminiControl2.Painting;

/// <summary>Fills in what a request leaves open, and refuses what no model could do.</summary>
/// <param name="model">Its name and habits count.</param>
internal sealed class RequestCompletion(FluxPipeline model)
{
    /// <summary>The request with all values.</summary>
    /// <exception cref="RequestException">A value is out of range, or says nothing here.</exception>
    public OminiControl2Request Complete(OminiControl2Request request)
    {
        var defaults = model.Defaults;
        request.Validate(defaults);
        var partial = request.Conditions.Where(c => c.Task.IsPartial()).ToArray();
        if (partial.Length > 1)
            throw new RequestException($"{partial.Length} pictures to complete were given; allowed: one.");
        var picture = request.Picture;
        if (picture.Width is null && picture.Height is null && partial is [var known])
            RequireWhole(known.Picture);
        var completed = picture with
        {
            Steps = picture.Steps ?? defaults.Steps,
            Guidance = picture.Guidance ?? defaults.Guidance,
            Width = picture.Width ?? partial.FirstOrDefault()?.Picture.Width ?? defaults.Width,
            Height = picture.Height ?? partial.FirstOrDefault()?.Picture.Height ?? defaults.Height,
        };
        completed.Validate(defaults);
        var isGuided = IsGuided(completed);
        if (!isGuided && request.Conditions.FirstOrDefault(c => c.Guided == true) is { } wrong)
        {
            throw new RequestException(
                $"{wrong.Task.Name()}: guided was given; {(completed.Guidance == 1 ? "guidance 1 guides nothing" : $"{model.Name} takes its guidance as a number, and has no run without the condition")}.");
        }

        return request with
        {
            Picture = completed, Conditions = [.. request.Conditions.Select(c => c with { Guided = isGuided ? c.Guided ?? c.Task.IsGuided() : null })],
        };
    }

    /// <summary>Whether guidance is the difference of two answers. A network with a guidance input needs one.</summary>
    /// <param name="picture">Complete.</param>
    public bool IsGuided(TextToImageRequest picture) => !model.Transformer.Config.GuidanceEmbeds && picture.Guidance != 1;

    private void RequireWhole(Picture known)
    {
        var (step, most) = (model.Defaults.SizeStep, model.Defaults.MaxSize);
        if (known.Width % step != 0 || known.Height % step != 0 || Math.Max(known.Width, known.Height) > most)
        {
            throw new RequestException(
                $"The known picture is {known.Width} x {known.Height}; a result has sides of multiples of {step} up to {most}: give a width and a height that hold it.");
        }
    }
}
