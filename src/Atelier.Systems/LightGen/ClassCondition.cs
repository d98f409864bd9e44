using System.Globalization;
using Atelier.Models.Mar;
using Atelier.Systems.Pipelines;
using Atelier.Torch;

namespace Atelier.Systems.LightGen;

/// <summary>Prompts of MAR, which are numbers of classes.</summary>
internal sealed class ClassCondition(MarTransformer model, Device device) : IPromptCondition
{
    public Tensor Encode(string prompt)
    {
        if (!int.TryParse(prompt.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var label) || label >= model.ClassCount)
            throw new RequestException($"The prompt '{prompt}' was given; this model paints classes and takes a number from 0 to {model.ClassCount - 1}.");
        return model.ClassCondition(Tensor.From([(long)label], 1).To(device));
    }

    public void Dispose()
    {
        // The model is the pipeline's.
    }
}
