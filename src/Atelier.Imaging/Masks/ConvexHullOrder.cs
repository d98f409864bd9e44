namespace Atelier.Imaging;

/// <summary>Where OpenCV begins the list of a hull's corners.</summary>
internal static class ConvexHullOrder
{
    /// <summary>
    /// Turns the list round so that the corners' places in scan order only rise, or only fall, where they can.
    /// </summary>
    public static List<(int X, int Y)> Shift(List<(int X, int Y)> corners, int width)
    {
        var count = corners.Count;
        if (count < 3)
            return corners;
        var places = corners.ConvertAll(p => ((long)p.Y * width) + p.X);
        var rises = Enumerable.Range(0, count).Count(i => places[i] < places[(i + 1) % count]);
        var start = rises == count - 1 ? places.IndexOf(places.Min()) : rises == 1 ? places.IndexOf(places.Max()) : 0;
        return [.. corners.Skip(start), .. corners.Take(start)];
    }
}
