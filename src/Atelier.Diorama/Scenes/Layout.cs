using System.Numerics;
using Atelier.Diorama.Geometry;

namespace Atelier.Diorama.Scenes;

/// <summary>Finds places for objects on the ground so that none enters another and the wanted relation holds.</summary>
internal static class Layout
{
    private const float Gap = 0.03f;
    private const int Attempts = 60;

    /// <summary>The objects with places about the origin, or null when no free places were found.</summary>
    public static SceneObject[]? Place(SeededRandom random, SceneObject[] items, Relation? relation)
    {
        if (items.Length == 1)
            return items;
        return relation switch
        {
            Relation.LeftOf => Beside(random, items[0], items[1], 0),
            Relation.RightOf => Beside(random, items[1], items[0], 1),
            Relation.OnTopOf => Stack(random, items[0], items[1], 0),
            Relation.Below => Stack(random, items[1], items[0], 1),
            Relation.InFrontOf => InDepth(random, items[0], items[1], 0),
            Relation.Behind => InDepth(random, items[1], items[0], 1),
            _ => random.Chance(0.5f) ? Row(random, items) : Scatter(random, items),
        };
    }

    private static SceneObject[] Beside(SeededRandom random, SceneObject left, SceneObject right, int first)
    {
        var (a, b) = (left.Bounds.Size, right.Bounds.Size);
        var distance = (a.X + b.X) / 2 + random.Float(0.05f, 0.3f) * MathF.Min(a.X, b.X) + Gap;
        var depth = random.Float(-0.12f, 0.12f);
        var placedLeft = left with { Position = new Vector3(-distance / 2, 0, -depth) };
        var placedRight = right with { Position = new Vector3(distance / 2, 0, depth) };
        return first == 0 ? [placedLeft, placedRight] : [placedRight, placedLeft];
    }

    private static SceneObject[] InDepth(SeededRandom random, SceneObject near, SceneObject far, int first)
    {
        var (a, b) = (near.Bounds.Size, far.Bounds.Size);
        var depth = (a.Z + b.Z) / 2 + random.Float(0.15f, 0.5f);
        var side = (random.Chance(0.5f) ? 1 : -1) * random.Float(0.2f, 0.45f) * (a.X + b.X) / 2;
        var front = near with { Position = new Vector3(-side / 2, 0, -depth / 2) };
        var back = far with { Position = new Vector3(side / 2, 0, depth / 2) };
        return first == 0 ? [front, back] : [back, front];
    }

    /// <summary>The upper object is made small enough for the top that carries it.</summary>
    private static SceneObject[] Stack(SeededRandom random, SceneObject upper, SceneObject lower, int first)
    {
        var top = lower.Class.Top * lower.Height;
        var size = upper.Bounds.Size;
        var room = MathF.Min(2.1f * top.X / size.X, 2.1f * top.Y / MathF.Max(size.Z, 0.1f));
        upper = upper with { Height = upper.Height * Math.Clamp(room, 0.4f, 1) };
        var slack = Vector2.Max(Vector2.Zero, top - new Vector2(upper.Bounds.Size.X, upper.Bounds.Size.Z) / 2);
        var (sine, cosine) = MathF.SinCos(lower.Yaw);
        var (x, z) = (random.Float(-slack.X, slack.X) * 0.7f, random.Float(-slack.Y, slack.Y) * 0.7f);
        var position = new Vector3(x * cosine - z * sine, lower.Bounds.Maximum.Y, x * sine + z * cosine);
        return first == 0
            ? [upper with { Position = position, Support = 1 }, lower]
            : [lower, upper with { Position = position, Support = 0 }];
    }

    /// <summary>Side by side; three or four stand alternately nearer and farther, so that they take less width.</summary>
    private static SceneObject[] Row(SeededRandom random, SceneObject[] items)
    {
        var placed = new SceneObject[items.Length];
        var isStaggered = items.Length > 2 && random.Chance(0.75f);
        var share = isStaggered ? random.Float(0.62f, 0.85f) : random.Float(1.05f, 1.25f);
        var side = random.Chance(0.5f) ? 1 : -1;
        var at = 0f;
        for (var i = 0; i < items.Length; i++)
        {
            var size = items[i].Bounds.Size;
            var half = size.X / 2 * share + Gap;
            var depth = isStaggered ? side * (i % 2 == 0 ? 0.5f : -0.5f) * (items.Max(o => o.Bounds.Size.Z) + random.Float(0.1f, 0.25f)) : random.Float(-0.12f, 0.12f);
            placed[i] = items[i] with { Position = new Vector3(at + half, 0, depth) };
            at += 2 * half;
        }

        return [.. placed.Select(o => o with { Position = o.Position - Vector3.UnitX * at / 2 })];
    }

    private static SceneObject[]? Scatter(SeededRandom random, SceneObject[] items)
    {
        var width = items.Sum(i => i.Bounds.Size.X);
        var placed = new SceneObject[items.Length];
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var half = width * (0.4f + 0.006f * attempt);
            var depth = items.Length > 2 ? 0.55f : 0.3f;
            var count = 0;
            while (count < items.Length)
            {
                var candidate = items[count] with { Position = new Vector3(random.Float(-half, half), 0, random.Float(-depth, depth)) };
                if (placed.Take(count).Any(other => Collides(candidate.Bounds, other.Bounds)))
                    break;
                placed[count++] = candidate;
            }

            if (count == items.Length)
                return placed;
        }

        return null;
    }

    private static bool Collides(Box a, Box b) =>
        a.Minimum.X < b.Maximum.X + Gap && b.Minimum.X < a.Maximum.X + Gap && a.Minimum.Z < b.Maximum.Z + Gap && b.Minimum.Z < a.Maximum.Z + Gap;
}
