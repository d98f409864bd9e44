using System.Numerics;
using Atelier.Diorama.Scenes;

namespace Atelier.Diorama.Labels;

/// <summary>Relations as they are seen in the picture.</summary>
public static class ImageRelations
{
    // GenEval: the offset of the centres is shortened by a tenth of both sizes; a side counts from half its length on.
    private const float Shortening = 0.1f;
    private const float Side = 0.5f;

    /// <summary>Whether object <paramref name="a"/> stands so to object <paramref name="b"/>, clearly enough to be said.</summary>
    public static bool Holds(Relation relation, Scene scene, SceneLabels labels, int a, int b)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(labels);
        var (first, second) = (labels.Objects[a], labels.Objects[b]);
        var offset = Offset(first, second);
        return relation switch
        {
            Relation.LeftOf => offset.X < -Side && MathF.Abs(offset.Y) < Side,
            Relation.RightOf => offset.X > Side && MathF.Abs(offset.Y) < Side,
            Relation.OnTopOf => scene.Objects[a].Support == b && offset.Y < -Side && MathF.Abs(offset.X) < Side,
            Relation.Below => scene.Objects[b].Support == a && offset.Y > Side && MathF.Abs(offset.X) < Side,
            Relation.InFrontOf => IsBefore(scene, first, second, a, b),
            Relation.Behind => IsBefore(scene, second, first, b, a),
            _ => throw new ArgumentOutOfRangeException(nameof(relation), relation, "Not a relation."),
        };
    }

    /// <summary>GenEval's offset of two boxes' centres: shortened, over its unshortened length; x to the right, y down.</summary>
    public static Vector2 Offset(ObjectLabel a, ObjectLabel b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var offset = new Vector2(a.Left + a.Right - b.Left - b.Right, a.Top + a.Bottom - b.Top - b.Bottom) / 2;
        var sizes = new Vector2(a.Right - a.Left + b.Right - b.Left, a.Bottom - a.Top + b.Bottom - b.Top);
        var length = offset.Length();
        if (length == 0)
            return Vector2.Zero;
        var shortened = Vector2.Max(Vector2.Abs(offset) - Shortening * sizes, Vector2.Zero) / length;
        return new Vector2(MathF.CopySign(shortened.X, offset.X), MathF.CopySign(shortened.Y, offset.Y));
    }

    /// <summary>Nearer by more than a quarter metre on the same ground, seen lower, and overlapping sideways.</summary>
    private static bool IsBefore(Scene scene, ObjectLabel near, ObjectLabel far, int a, int b)
    {
        var overlap = Math.Min(near.Right, far.Right) - Math.Max(near.Left, far.Left);
        return scene.Objects[a].Support is null && scene.Objects[b].Support is null && near.Depth < far.Depth - 0.25f
            && near.Bottom > far.Bottom && overlap > 0.25f * Math.Min(near.Right - near.Left, far.Right - far.Left);
    }
}
