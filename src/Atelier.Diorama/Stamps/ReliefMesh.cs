using System.Numerics;
using Atelier.Diorama.Geometry;

namespace Atelier.Diorama.Stamps;

/// <summary>
/// Gives a cut-out a body: its outline, swollen front and back, so that it casts a shadow from every side and takes
/// light as a round thing does. The picture lies on both faces.
/// </summary>
internal static class ReliefMesh
{
    private const int Cells = 72;
    private const float Edge = 0.5f;

    // How far the shading normal leans from the card toward the swollen surface: a photograph has shading of its own.
    private const float NormalBlend = 0.55f;

    /// <param name="stamp">The picture.</param>
    /// <param name="roundness">Half thickness over the radius of the largest inscribed circle.</param>
    public static Mesh Build(Stamp stamp, float roundness)
    {
        var grid = new Grid(stamp, roundness);
        var builder = new MeshBuilder();
        foreach (var side in (ReadOnlySpan<float>)[-1, 1])
            AddFace(builder, grid, side);
        return builder.Build();
    }

    private static void AddFace(MeshBuilder builder, Grid grid, float side)
    {
        var corners = new Dictionary<(int, int), int>();
        var crossings = new Dictionary<(int, int, int, int), int>();

        int Corner((int X, int Y) p)
        {
            if (!corners.TryGetValue(p, out var index))
                corners[p] = index = Add(new Vector2(p.X, p.Y), grid.Height(p.X, p.Y), grid.Slope(p.X, p.Y));
            return index;
        }

        int Crossing((int X, int Y) a, (int X, int Y) b)
        {
            var key = (Math.Min(a.X, b.X), Math.Min(a.Y, b.Y), Math.Max(a.X, b.X), Math.Max(a.Y, b.Y));
            if (!crossings.TryGetValue(key, out var index))
            {
                var (u, v) = (grid.Alpha(a.X, a.Y), grid.Alpha(b.X, b.Y));
                var at = Vector2.Lerp(new Vector2(a.X, a.Y), new Vector2(b.X, b.Y), (Edge - u) / (v - u));
                crossings[key] = index = Add(at, 0, (grid.Slope(a.X, a.Y) + grid.Slope(b.X, b.Y)) * 0.5f);
            }

            return index;
        }

        int Add(Vector2 at, float height, Vector2 slope)
        {
            return builder.Vertex(
                new Vector3(at.X * grid.Step, (grid.Rows - at.Y) * grid.Step, side * height),
                new Vector3(-slope.X * NormalBlend, slope.Y * NormalBlend, side), new Vector2(at.X / grid.Columns, at.Y / grid.Rows));
        }

        Span<int> polygon = stackalloc int[8];
        for (var y = 0; y < grid.Rows; y++)
        {
            for (var x = 0; x < grid.Columns; x++)
            {
                ReadOnlySpan<(int X, int Y)> square = [(x, y), (x + 1, y), (x + 1, y + 1), (x, y + 1)];
                var count = 0;
                for (var k = 0; k < 4; k++)
                {
                    var (a, b) = (square[k], square[(k + 1) & 3]);
                    var (insideA, insideB) = (grid.Alpha(a.X, a.Y) >= Edge, grid.Alpha(b.X, b.Y) >= Edge);
                    if (insideA)
                        polygon[count++] = Corner(a);
                    if (insideA != insideB)
                        polygon[count++] = Crossing(a, b);
                }

                for (var k = 2; k < count; k++)
                    builder.Triangle(polygon[0], polygon[k - 1], polygon[k]);
            }
        }
    }

    /// <summary>Coverage at the corners of square cells, and the height of the swelling there.</summary>
    private sealed class Grid
    {
        private readonly float[,] _alpha;
        private readonly float[,] _height;

        public Grid(Stamp stamp, float roundness)
        {
            var longest = Math.Max(stamp.Aspect, 1);
            Step = longest / Cells;
            Columns = Math.Max(4, (int)MathF.Round(stamp.Aspect / Step));
            Rows = Math.Max(4, (int)MathF.Round(1 / Step));
            _alpha = new float[Rows + 3, Columns + 3];
            var (rows, columns) = (stamp.Alpha.GetLength(0), stamp.Alpha.GetLength(1));
            for (var y = 0; y <= Rows; y++)
            {
                for (var x = 0; x <= Columns; x++)
                    _alpha[y + 1, x + 1] = Around(stamp.Alpha, (float)x / Columns * columns, (float)y / Rows * rows, 0.5f * columns / Columns);
            }

            _height = Swell(roundness);
        }

        public int Columns { get; }

        public int Rows { get; }

        public float Step { get; }

        public float Alpha(int x, int y) => _alpha[y + 1, x + 1];

        public float Height(int x, int y) => _height[y + 1, x + 1];

        public Vector2 Slope(int x, int y)
        {
            var slope = new Vector2(
                _height[y + 1, Math.Min(x + 2, Columns + 2)] - _height[y + 1, x], _height[Math.Min(y + 2, Rows + 2), x + 1] - _height[y, x + 1]) / (2 * Step);
            var length = slope.Length();
            return length > 2 ? slope * (2 / length) : slope;
        }

        private static float Around(float[,] alpha, float x, float y, float radius)
        {
            var (rows, columns) = (alpha.GetLength(0), alpha.GetLength(1));
            var (sum, count) = (0f, 0);
            for (var v = (int)MathF.Floor(y - radius); v <= (int)(y + radius); v++)
            {
                for (var u = (int)MathF.Floor(x - radius); u <= (int)(x + radius); u++)
                {
                    count++;
                    if (u >= 0 && v >= 0 && u < columns && v < rows)
                        sum += alpha[v, u];
                }
            }

            return sum / count;
        }

        /// <summary>A half ellipse over the distance from the outline; thin parts swell less than thick ones.</summary>
        private float[,] Swell(float roundness)
        {
            var distance = Distances();
            var most = distance.Cast<float>().Max();
            var height = new float[Rows + 3, Columns + 3];
            for (var y = 0; y < Rows + 3; y++)
            {
                for (var x = 0; x < Columns + 3; x++)
                {
                    var t = 1 - Math.Min(1, distance[y, x] / most);
                    height[y, x] = MathF.Max(distance[y, x] > 0 ? 0.004f : 0, roundness * most * MathF.Sqrt(1 - t * t));
                }
            }

            for (var pass = 0; pass < 2; pass++)
                height = Smooth(height);
            return height;
        }

        private float[,] Smooth(float[,] height)
        {
            var smooth = (float[,])height.Clone();
            for (var y = 1; y < Rows + 2; y++)
            {
                for (var x = 1; x < Columns + 2; x++)
                {
                    if (height[y, x] > 0)
                        smooth[y, x] = (4 * height[y, x] + height[y - 1, x] + height[y + 1, x] + height[y, x - 1] + height[y, x + 1]) / 8;
                }
            }

            return smooth;
        }

        /// <summary>Distance to the outline by two chamfer sweeps, in the unit of <see cref="Step"/>.</summary>
        private float[,] Distances()
        {
            var (rows, columns) = (Rows + 3, Columns + 3);
            var distance = new float[rows, columns];
            for (var y = 1; y < rows - 1; y++)
            {
                for (var x = 1; x < columns - 1; x++)
                    distance[y, x] = _alpha[y, x] >= Edge ? 1e9f : 0;
            }

            var diagonal = Step * 1.3507f;
            var straight = Step * 0.9619f;
            for (var y = 1; y < rows - 1; y++)
            {
                for (var x = 1; x < columns - 1; x++)
                {
                    distance[y, x] = Math.Min(distance[y, x], Math.Min(
                        Math.Min(distance[y - 1, x], distance[y, x - 1]) + straight, Math.Min(distance[y - 1, x - 1], distance[y - 1, x + 1]) + diagonal));
                }
            }

            for (var y = rows - 2; y > 0; y--)
            {
                for (var x = columns - 2; x > 0; x--)
                {
                    distance[y, x] = Math.Min(distance[y, x], Math.Min(
                        Math.Min(distance[y + 1, x], distance[y, x + 1]) + straight, Math.Min(distance[y + 1, x + 1], distance[y + 1, x - 1]) + diagonal));
                }
            }

            return distance;
        }
    }
}
