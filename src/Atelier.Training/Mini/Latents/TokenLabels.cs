using Atelier.Diorama.Datasets;
using Atelier.Diorama.Materials;
using Atelier.Diorama.Scenes;

namespace Atelier.Training.Mini.Latents;

/// <summary>What the renderer knows about the patch of each image token: class, colour and depth of what covers most of it.</summary>
/// <param name="Classes">Row after row; 0 for the surroundings, else 1 + index in <see cref="ClassNames"/>.</param>
/// <param name="Colours">0 for none, else 1 + index in the palette.</param>
/// <param name="Depths">Logarithm of the mean distance in metres.</param>
public sealed record TokenLabels(short[] Classes, short[] Colours, float[] Depths)
{
    private static readonly Dictionary<string, short> ClassIndex = [];

    static TokenLabels()
    {
        foreach (var (name, index) in ClassNames.Select((n, i) => (n, i)))
            ClassIndex[name] = (short)(index + 1);
    }

    /// <summary>Every noun of the world, whether its pictures are installed or not.</summary>
    public static IReadOnlyList<string> ClassNames { get; } = [.. Vocabulary.Solids.Concat(Vocabulary.AllNouns).Select(c => c.Name).Distinct()];

    /// <summary>Reads the labels of a scene off its layers.</summary>
    /// <param name="document">Names the objects.</param>
    /// <param name="layers">Instances and depth.</param>
    /// <param name="patch">Pixels of a token's side, a multiple of the depth's step.</param>
    public static TokenLabels Of(SceneDocument document, LabelLayers layers, int patch)
    {
        var (columns, rows) = (layers.Width / patch, layers.Height / patch);
        var (classes, colours, depths) = (new short[rows * columns], new short[rows * columns], new float[rows * columns]);
        var counts = new int[document.Objects.Count + 1];
        for (var token = 0; token < classes.Length; token++)
        {
            Array.Clear(counts);
            var (top, left) = (token / columns * patch, token % columns * patch);
            for (var y = top; y < top + patch; y++)
            {
                foreach (var instance in layers.Instances.AsSpan((y * layers.Width) + left, patch))
                    counts[instance]++;
            }

            var winner = Array.IndexOf(counts, counts.Max());
            depths[token] = MeanLogDepth(layers, top, left, patch);
            if (winner == 0)
                continue;
            var item = document.Objects[winner - 1];
            classes[token] = ClassIndex.GetValueOrDefault(item.Class);
            colours[token] = item.Colour is { } colour ? (short)(1 + (int)Palette.Parse(colour)) : (short)0;
        }

        return new(classes, colours, depths);
    }

    /// <summary>The labels of the mirrored picture.</summary>
    public TokenLabels Mirrored(int columns) => new(Mirror(Classes, columns), Mirror(Colours, columns), Mirror(Depths, columns));

    private static T[] Mirror<T>(T[] values, int columns) =>
        [.. Enumerable.Range(0, values.Length).Select(i => values[(i / columns * columns) + columns - 1 - (i % columns)])];

    private static float MeanLogDepth(LabelLayers layers, int top, int left, int patch)
    {
        var (step, width) = (LabelLayers.DepthStep, layers.Width / LabelLayers.DepthStep);
        var sum = 0f;
        var cells = patch / step;
        for (var i = 0; i < cells * cells; i++)
            sum += MathF.Log(MathF.Max(0.05f, layers.Depth[(((top / step) + (i / cells)) * width) + (left / step) + (i % cells)]));
        return sum / (cells * cells);
    }
}
