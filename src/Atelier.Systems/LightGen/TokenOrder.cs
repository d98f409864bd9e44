namespace Atelier.Systems.LightGen;

/// <summary>In which order a masked model fills in tokens.</summary>
public enum TokenOrder
{
    /// <summary>At random, as MAR and LightGen are trained and used.</summary>
    Random,

    /// <summary>Row after row from the upper left.</summary>
    Raster,

    /// <summary>From the middle outwards.</summary>
    Center,

    /// <summary>From the corners inwards.</summary>
    Border,
}
