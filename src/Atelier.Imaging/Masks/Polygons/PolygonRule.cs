namespace Atelier.Imaging;

/// <summary>The published ways of filling a polygon; they differ along its border by up to one pixel.</summary>
public enum PolygonRule
{
    /// <summary>A pixel belongs when its centre, at whole coordinates, is inside or on the border; even-odd (scikit-image).</summary>
    Centres,

    /// <summary>Points are truncated, the border belongs (Pillow's ImageDraw).</summary>
    Pillow,

    /// <summary>Points are rounded, the border belongs, even-odd (OpenCV's fillPoly).</summary>
    OpenCv,

    /// <summary>Pixel centres at halves, a five times finer border (COCO annotations).</summary>
    Coco,
}
