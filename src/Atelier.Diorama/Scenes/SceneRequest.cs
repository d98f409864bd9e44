using System.Collections.Immutable;

namespace Atelier.Diorama.Scenes;

/// <summary>What a scene must show; everything left open is drawn from the seed.</summary>
public sealed record SceneRequest
{
    /// <summary>One to four objects in all.</summary>
    public required ImmutableArray<RequestedItem> Items { get; init; }

    /// <summary>Where item 0 is relative to item 1, as in "a dog left of a cat"; needs two items of count 1.</summary>
    public Relation? Relation { get; init; }

    /// <summary>The ground, null for any.</summary>
    public Ground? Ground { get; init; }

    /// <summary>The backdrop, null for any that suits the ground.</summary>
    public Backdrop? Backdrop { get; init; }

    /// <summary>The name of the light, such as <c>sunset</c>; null for any that suits the ground.</summary>
    public string? Light { get; init; }

    /// <summary>Why the world cannot show this, or null if it can.</summary>
    public string? Fault()
    {
        var count = Items.Sum(i => i.Count);
        if (count is < 1 or > 4 || Items.Any(i => i.Count < 1))
            return $"A scene has 1 to 4 objects, {count} were asked for.";
        if (Items.FirstOrDefault(i => i.Colour is { } c && !Vocabulary.CanBe(i.Class, c)) is { } wrong)
            return $"A {wrong.Class} cannot be {Materials.Palette.Name(wrong.Colour!.Value)}.";
        if (Items.FirstOrDefault(i => i.Material is { } m && i.Class.IsSolid == (m == Diorama.Materials.MaterialKind.Photographic)) is { } odd)
            return $"A {odd.Class} cannot be {odd.Material}.";
        if (Relation is { } relation)
        {
            if (Items.Length != 2 || Items.Any(i => i.Count != 1))
                return $"A relation needs two single objects, {Items.Length} items were given.";
            var carrier = relation switch { Scenes.Relation.OnTopOf => Items[1].Class, Scenes.Relation.Below => Items[0].Class, _ => null };
            if (carrier is { CanSupport: false })
                return $"Nothing can stand on a {carrier}; it can on {string.Join(", ", Vocabulary.Classes.Where(c => c.CanSupport))}.";
        }

        if (Ground is { } ground && Backdrop is { } backdrop && ground.IsOutdoor != backdrop.IsOutdoor)
            return $"{ground} and {backdrop} do not go together: one is outdoors, the other in a room.";
        if (Light is not null && !SceneLights.OutdoorNames.Concat(SceneLights.IndoorNames).Contains(Light))
            return $"There is no light '{Light}'; there are {string.Join(", ", SceneLights.OutdoorNames.Concat(SceneLights.IndoorNames))}.";
        var places = new[] { Ground?.IsOutdoor, Backdrop?.IsOutdoor, Light is null ? null : SceneLights.OutdoorNames.Contains(Light) }.OfType<bool>().Distinct();
        return places.Count() > 1 ? $"Light '{Light}' does not suit the place." : null;
    }
}
