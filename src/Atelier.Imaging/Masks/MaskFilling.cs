namespace Atelier.Imaging;

/// <summary>Smooth continuations of what is known of a picture.</summary>
/// <remarks>Pull-push over a pyramid (Gortler et al. 1996, The Lumigraph).</remarks>
public static class MaskFilling
{
    /// <summary>The picture with unknown pixels blended from the known ones around them; known ones stay as they are.</summary>
    /// <param name="picture">Any picture.</param>
    /// <param name="unknown">As large; cells other than 0 are filled.</param>
    /// <exception cref="ArgumentException">The sizes differ, or nothing is known.</exception>
    public static Picture Filled(Picture picture, Mask unknown)
    {
        if (picture.Width != unknown.Width || picture.Height != unknown.Height)
            throw new ArgumentException($"The picture is {picture.Width} x {picture.Height}, the mask {unknown.Width} x {unknown.Height}; they must be alike.");
        if (unknown.Cells.AsSpan().IndexOf((byte)0) < 0)
            throw new ArgumentException("The mask leaves nothing known to fill from.");
        var level = new Level(picture.Width, picture.Height, picture.Channels);
        for (var i = 0; i < unknown.Cells.Length; i++)
        {
            if (unknown.Cells[i] == 0)
                level.Set(i, picture.Pixels.AsSpan(i * picture.Channels, picture.Channels));
        }

        level.Fill();
        var result = new Picture(picture.Width, picture.Height, picture.Channels, [.. picture.Pixels]);
        for (var i = 0; i < unknown.Cells.Length; i++)
        {
            for (var c = 0; unknown.Cells[i] != 0 && c < picture.Channels; c++)
                result.Pixels[(i * picture.Channels) + c] = (byte)MathF.Round(level.Values[(i * picture.Channels) + c]);
        }

        return result;
    }

    // Means of known pixels, and how much of each cell is known.
    private sealed class Level(int width, int height, int channels)
    {
        public float[] Values { get; } = new float[width * height * channels];

        private float[] Weights { get; } = new float[width * height];

        public void Set(int cell, ReadOnlySpan<byte> pixel)
        {
            Weights[cell] = 1;
            for (var c = 0; c < channels; c++)
                Values[(cell * channels) + c] = pixel[c];
        }

        // Halves until all is known, then takes from the coarser level what is missing.
        public void Fill()
        {
            if (Weights.AsSpan().IndexOf(0f) < 0)
                return;
            var half = Halved();
            half.Fill();
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                    Complete((y * width) + x, half, (x - 0.5f) / 2, (y - 0.5f) / 2);
            }
        }

        private Level Halved()
        {
            var half = new Level((width + 1) / 2, (height + 1) / 2, channels);
            var columns = (width + 1) / 2;
            for (var i = 0; i < Weights.Length; i++)
            {
                var cell = (i / width / 2 * columns) + (i % width / 2);
                half.Weights[cell] += Weights[i];
                for (var c = 0; c < channels; c++)
                    half.Values[(cell * channels) + c] += Weights[i] * Values[(i * channels) + c];
            }

            for (var i = 0; i < half.Weights.Length; i++)
            {
                for (var c = 0; half.Weights[i] > 0 && c < channels; c++)
                    half.Values[(i * channels) + c] /= half.Weights[i];
                half.Weights[i] = Math.Min(1, half.Weights[i]);
            }

            return half;
        }

        private void Complete(int cell, Level half, float x, float y)
        {
            for (var c = 0; Weights[cell] < 1 && c < channels; c++)
                Values[(cell * channels) + c] += (1 - Weights[cell]) * (half.At(x, y, c) - Values[(cell * channels) + c]);
            Weights[cell] = 1;
        }

        private float At(float x, float y, int channel)
        {
            var (left, top) = ((int)MathF.Floor(x), (int)MathF.Floor(y));
            var (u, v) = (x - left, y - top);
            float Cell(int column, int row) =>
                Values[(((Math.Clamp(row, 0, height - 1) * width) + Math.Clamp(column, 0, width - 1)) * channels) + channel];
            return ((1 - v) * (((1 - u) * Cell(left, top)) + (u * Cell(left + 1, top)))) + (v * (((1 - u) * Cell(left, top + 1)) + (u * Cell(left + 1, top + 1))));
        }
    }
}
