using Atelier.Diorama.Materials;

namespace Atelier.Diorama.Scenes;

/// <summary>Draws classes, colours, materials and pictures.</summary>
internal sealed class ObjectFactory
{
    private const int Attempts = 64;
    private readonly SceneOptions _options;
    private readonly ObjectClass[] _cutOuts;
    private readonly float _solidShare;

    public ObjectFactory(SceneOptions options)
    {
        _options = options;
        _cutOuts = options.UseCutOuts ? [.. Vocabulary.CutOuts] : [];
        var solids = Vocabulary.Solids.Count;
        _solidShare = options.EvenNouns ? (float)solids / (solids + _cutOuts.Count(IsCommon)) : options.SolidShare;
    }

    public ObjectClass Class(SeededRandom random, Func<ObjectClass, bool>? suits = null)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var isSolid = _cutOuts.Length == 0 || random.Chance(_solidShare);
            var drawn = isSolid ? random.Pick(Vocabulary.Solids) : random.Pick(_cutOuts, Odds);
            if (suits is null || suits(drawn))
                return drawn;
        }

        return Vocabulary.Solids.First(s => suits is null || suits(s));
    }

    /// <summary>A class and colour that the options allow.</summary>
    public RequestedItem Item(SeededRandom random, int count = 1, Func<ObjectClass, bool>? suits = null, NamedColour? avoid = null)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var item = Class(random, suits);
            if (!item.IsSolid)
            {
                var colour = Vocabulary.Pictures(item).Any(p => p.CanBePainted(item.Tint)) && random.Chance(_options.PaintShare) ? Colour(random, avoid) : (NamedColour?)null;
                if (colour is null ? Vocabulary.Pictures(item).Any(p => Allowed(item, p.Colour)) : Allowed(item, colour))
                    return new RequestedItem(item, count, colour);
                continue;
            }

            var paint = Colour(random, avoid);
            if (Allowed(item, paint))
                return new RequestedItem(item, count, paint);
        }

        throw new InvalidOperationException("The options allow no object: every drawn pair of class and colour was refused.");
    }

    /// <summary>An object that fits a clause; its place is left open.</summary>
    public SceneObject Make(SeededRandom random, RequestedItem wanted)
    {
        var height = wanted.Class.Height * random.Float(0.92f, 1.1f);
        if (wanted.Class.IsSolid)
        {
            var colour = wanted.Colour ?? Permitted(random, wanted.Class);
            return new SceneObject
            {
                Class = wanted.Class,
                Colour = colour,
                Material = wanted.Material ?? Material(random, wanted.Class, colour),
                Height = height,
                Yaw = Turn(random, wanted.Class),
            };
        }

        var pictures = Vocabulary.Pictures(wanted.Class);
        var fitting = Array.FindAll(pictures, p => wanted.Colour is null ? Allowed(wanted.Class, p.Colour) : p.Colour == wanted.Colour);
        var paintable = wanted.Colour is null ? [] : Array.FindAll(pictures, p => p.CanBePainted(wanted.Class.Tint));
        var paints = paintable.Length > 0 && (fitting.Length == 0 || random.Chance(0.5f));
        var picture = random.Pick(paints ? paintable : fitting);
        return new SceneObject
        {
            Class = wanted.Class,
            Colour = paints ? wanted.Colour : picture.Colour,
            IsTinted = paints && picture.Colour != wanted.Colour,
            Material = MaterialKind.Photographic,
            Stamp = picture.Path,
            IsMirrored = random.Chance(0.5f) && !wanted.Class.HasSides,
            Height = height,
            Yaw = Turn(random, wanted.Class),
        };
    }

    private static bool IsCommon(ObjectClass item) => item.Weight >= 2;

    private float Odds(ObjectClass item)
    {
        if (!IsCommon(item))
            return item.Weight * _options.RareWeight;
        return _options.EvenNouns ? 2 : item.Weight;
    }

    /// <summary>Flat things face the viewer, more or less; a chair may turn further, a cube any way.</summary>
    private static float Turn(SeededRandom random, ObjectClass item)
    {
        var limit = item.Name switch { "ring" or "star" or "heart" or "table" => 30, "chair" => 60, _ => item.IsSolid ? 180 : 16 };
        return random.Float(-limit, limit) * MathF.PI / 180;
    }

    private static MaterialKind Material(SeededRandom random, ObjectClass item, NamedColour colour) =>
        random.Pick(Vocabulary.Materials(item, colour), m => m switch
        {
            MaterialKind.Matte => 0.5f,
            MaterialKind.Glossy => 0.3f,
            MaterialKind.Metal => 0.13f,
            _ => 0.07f,
        });

    private static NamedColour Colour(SeededRandom random, NamedColour? avoid)
    {
        var colour = random.Pick(Palette.Colours, c => c == NamedColour.Gray ? 0.5f : 1);
        return colour == avoid ? Colour(random, avoid) : colour;
    }

    private bool Allowed(ObjectClass item, NamedColour? colour) => _options.Allows is null || _options.Allows(item, colour);

    private NamedColour Permitted(SeededRandom random, ObjectClass item)
    {
        for (var i = 0; i < Attempts; i++)
        {
            var colour = Colour(random, null);
            if (Allowed(item, colour))
                return colour;
        }

        throw new InvalidOperationException($"The options allow no colour for a {item}.");
    }
}
