using System.Text.Json.Serialization;

namespace Atelier.Systems.OminiControl2.Adapters;

/// <summary>What a condition picture shows of the target.</summary>
[JsonConverter(typeof(LowerCaseEnum<ControlTask>))]
public enum ControlTask
{
    /// <summary>Canny edges, white on black.</summary>
    Edges,

    /// <summary>Borders of objects, walls and horizon, white on black: no texture, no shadow.</summary>
    Geometry,

    /// <summary>Distance, near is bright; see <see cref="Conditions.DepthPicture"/>.</summary>
    Depth,

    /// <summary>Kinds of objects in fixed colours; see <see cref="Conditions.SegmentationPicture"/>.</summary>
    Segmentation,

    /// <summary>The target in grey.</summary>
    Colourise,

    /// <summary>The target out of focus.</summary>
    Deblur,

    /// <summary>The target with a hole.</summary>
    Inpaint,

    /// <summary>A middle part of the target.</summary>
    Outpaint,

    /// <summary>An object of the target, seen from elsewhere.</summary>
    Subject,
}
