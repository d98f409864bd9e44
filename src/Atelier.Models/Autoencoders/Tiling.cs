using Atelier.Torch;

namespace Atelier.Models.Autoencoders;

/// <summary>Works on a large map in overlapping tiles and blends their results.</summary>
/// <param name="Tile">Side of a tile before.</param>
/// <param name="ResultTile">Side of a tile's result.</param>
/// <param name="Overlap">Part of a tile that the next one repeats, 0 to 1.</param>
internal sealed record Tiling(int Tile, int ResultTile, double Overlap)
{
    public bool Needs(Tensor map) => map.Size(-1) > Tile || map.Size(-2) > Tile;

    /// <summary>Tiles start every Tile (1 - Overlap); rows are blended first, with tiles that are blended already.</summary>
    public Tensor Run(Tensor map, Func<Tensor, Tensor> work)
    {
        var step = Math.Max(1, (int)(Tile * (1 - Overlap)));
        var extent = (int)(ResultTile * Overlap);
        var kept = ResultTile - extent;
        var (rows, above) = (new List<Tensor>(), new List<Tensor>());
        for (long top = 0; top < map.Size(2); top += step)
        {
            var (row, cropped) = (new List<Tensor>(), new List<Tensor>());
            for (long left = 0; left < map.Size(3); left += step)
            {
                var tile = work(Cut(Cut(map, 2, top, Tile), 3, left, Tile));
                if (above.Count > 0)
                    tile = Blend(above[row.Count], tile, extent, 2);
                if (row.Count > 0)
                    tile = Blend(row[^1], tile, extent, 3);
                row.Add(tile);
                cropped.Add(Cut(Cut(tile, 2, 0, kept), 3, 0, kept));
            }

            rows.Add(Tensor.Cat([.. cropped], 3));
            above = row;
        }

        return Tensor.Cat([.. rows], 2);
    }

    private static Tensor Cut(Tensor x, int dimension, long start, long length) =>
        x.Narrow(dimension, start, Math.Min(length, x.Size(dimension) - start));

    // The first rows fade from the neighbour's last rows: weight y / extent, so that row 0 is all the neighbour's.
    private static Tensor Blend(Tensor before, Tensor tile, int extent, int dimension)
    {
        var count = Math.Min(Math.Min(before.Size(dimension), tile.Size(dimension)), extent);
        if (count == 0)
            return tile;
        long[] shape = [1, 1, 1, 1];
        shape[dimension] = count;
        var weight = Tensor.Arange(0, count, ScalarType.Float32, tile.Device).Div(count).To(tile.Type).Reshape(shape);
        var faded = before.Narrow(dimension, before.Size(dimension) - count, count) * (1 - weight) + (tile.Narrow(dimension, 0, count) * weight);
        return count == tile.Size(dimension)
            ? faded
            : Tensor.Cat([faded, tile.Narrow(dimension, count, tile.Size(dimension) - count)], dimension);
    }
}
