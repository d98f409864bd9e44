namespace Atelier.Imaging;

/// <summary>How a contact sheet looks.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>The defaults.</summary>
    public static ContactSheetOptions Default { get; } = new();

    /// <summary>Pictures in a row; 0 for about as many as there are rows.</summary>
    public int Columns { get; init; }

    /// <summary>Most pixels of a picture's side; larger ones are made smaller in linear light. 0 keeps all sizes.</summary>
    /// <value>256.</value>
    public int CellSize { get; init; } = 256;

    /// <summary>Pixels between pictures and around them.</summary>
    /// <value>12.</value>
    public int Gap { get; init; } = 12;

    /// <summary>Lines of a caption at most; the last then ends in an ellipsis.</summary>
    /// <value>6.</value>
    public int CaptionLines { get; init; } = 6;

    /// <summary>A line above all.</summary>
    public string Title { get; init; } = "";

    /// <summary>The sheet's colour.</summary>
    public Rgb Background { get; init; } = new(250, 250, 248);

    /// <summary>The letters' colour.</summary>
    public Rgb Ink { get; init; } = new(40, 40, 44);
}
