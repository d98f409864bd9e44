using Atelier.Models.Flux;
using Atelier.Systems.Pipelines;

namespace Atelier.Systems.TextToImage.Flux;

/// <summary>What a FLUX model of a form can be asked.</summary>
/// <param name="Form">What it takes beside the noise.</param>
/// <param name="Network">Its sizes.</param>
/// <param name="Defaults">What it does where nothing is said.</param>
/// <param name="Resembles">Whether pictures can be parts of the prompt.</param>
/// <param name="Controls">Kinds of control that a network beside it knows.</param>
internal sealed record FluxRequests(FluxForm Form, FluxConfig Network, TextToImageDefaults Defaults, bool Resembles, IReadOnlyCollection<string> Controls)
{
    /// <summary>Checks a request.</summary>
    /// <exception cref="RequestException">A value is out of range, or the model cannot do it; the message says what can.</exception>
    public void Check(FluxRequest request)
    {
        request.Validate(Defaults);
        FluxReuse.Parse(request.Cache, Network);
        CheckPictures(request);
        if (request.TrueGuidance is not null && !Network.GuidanceEmbeds)
            throw new RequestException("true guidance was given; this model has no guidance input, its guidance is the true one already.");
        var steps = request.Basics.Steps ?? Defaults.Steps;
        if (FluxTask.Start(steps, StrengthOf(request)) >= steps)
            throw new RequestException($"strength {StrengthOf(request)} of {steps} steps leaves no step; take more steps or a larger strength.");
    }

    /// <summary>Share of the picture that changes.</summary>
    public double StrengthOf(FluxRequest request) =>
        request.Init is null ? 1 : request.Strength ?? (Form == FluxForm.Fill ? 1 : FluxRequest.UsualStrength);

    private void CheckPictures(FluxRequest request)
    {
        if (Form == FluxForm.Fill && (request.Init is null || request.Mask is null))
            throw new RequestException("A fill model needs a picture to paint over and a mask.");
        if (Form == FluxForm.Control && request.Controls.Count != 1)
            throw new RequestException($"A control model needs one control picture; {request.Controls.Count} were given.");
        if (Form == FluxForm.Control && !request.Controls[0].Strength.Equals(1))
            throw new RequestException($"control strength {request.Controls[0].Strength} was given; this model takes its control picture in full: 1.");
        if (Form == FluxForm.Fill && request.Controls.Count > 0)
            throw new RequestException("A fill model takes no control picture.");
        if (Form == FluxForm.Plain && request.Controls.FirstOrDefault(c => !Controls.Contains(c.Kind)) is { } unknown)
            throw new RequestException($"control '{unknown.Kind}' was given, but there is no control network for it; FLUX.1 Canny and Depth need none, nor do their adapters.");
        if (Form == FluxForm.Plain && request.Controls.Count > 0 && request.References.Count > 0)
            throw new RequestException("Control networks and reference pictures cannot act together.");
        if (Form != FluxForm.Plain && request.References.Count > 0)
            throw new RequestException("This model takes no reference picture; FLUX.1 Kontext does.");
        if (!Resembles && request.PicturePrompts.Count > 0)
            throw new RequestException("Pictures as a prompt need FLUX.1 Redux: image_encoder and image_embedder among the components.");
    }
}
