namespace Atelier.Imaging.Verification;

/// <summary>What our code gives for one output of a case.</summary>
internal sealed record CaseOutput(string Name, double[] Values, int[] Shape)
{
    public CaseOutput(string name, Picture picture)
        : this(name, Array.ConvertAll(picture.Pixels, value => (double)value), picture.Channels == 1 ? [picture.Height, picture.Width] : [picture.Height, picture.Width, picture.Channels])
    {
    }
}
