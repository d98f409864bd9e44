namespace Atelier.Imaging.Verification;

/// <summary>What our code gives for one output of a case.</summary>
internal sealed record CaseOutput(string Name, double[] Values, int[] Shape)
{
    /// <summary>A picture as [height, width], or with its channels where <paramref name="axes"/> is 3.</summary>
    public CaseOutput(string name, Picture picture, int axes)
        : this(name, Array.ConvertAll(picture.Pixels, value => (double)value),
            axes == 3 ? [picture.Height, picture.Width, picture.Channels] : [picture.Height, picture.Width])
    {
    }
}
