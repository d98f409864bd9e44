using Atelier.Torch;

namespace Atelier.Systems.Pipelines;

/// <summary>Stops a walk whose values are no numbers any more: a picture of them would be noise or black, without a word.</summary>
internal static class FiniteNumbers
{
    /// <summary>The answer itself.</summary>
    /// <param name="answer">What a network answered.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="when">At which point, for the message.</param>
    /// <exception cref="InvalidDataException">A value is infinite or no number.</exception>
    public static Tensor Require(Tensor answer, string model, string when) => answer.IsFinite().All().Item() != 0
        ? answer
        : throw new InvalidDataException(
            $"{model} answered with values that are no numbers {when}: its weights, or those of an adapter, are damaged, or the precision is too low for it.");
}
