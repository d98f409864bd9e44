using System.Buffers.Binary;
using System.IO.Compression;
using Atelier.Diorama.Labels;

namespace Atelier.Diorama.Datasets;

/// <summary>The label layers that a dataset keeps for every picture.</summary>
/// <param name="Width">Columns of the picture.</param>
/// <param name="Height">Rows of the picture.</param>
/// <param name="Instances">Height x width: 0 for ground, wall and sky, k + 1 for object k of the document.</param>
/// <param name="Depth">(Height / 4) x (width / 4): metres along the optical axis in the middle of each 4 x 4 block; 65.535 for the sky and beyond.</param>
public sealed record LabelLayers(int Width, int Height, byte[] Instances, float[] Depth)
{
    /// <summary>Pixels per depth value along each axis.</summary>
    public const int DepthStep = 4;

    private const int MaxSide = 8192;
    private const float Unit = 0.001f;

    /// <summary>Takes the layers from a scene's labels.</summary>
    public static LabelLayers From(SceneLabels labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var (columns, rows) = (labels.Width / DepthStep, labels.Height / DepthStep);
        var depth = new float[columns * rows];
        for (var i = 0; i < depth.Length; i++)
        {
            var (x, y) = (i % columns * DepthStep + DepthStep / 2, i / columns * DepthStep + DepthStep / 2);
            depth[i] = MathF.Min(ushort.MaxValue * Unit, MathF.Round(labels.Depth[y * labels.Width + x] / Unit) * Unit);
        }

        return new LabelLayers(labels.Width, labels.Height, labels.Instances, depth);
    }

    /// <summary>Packs the layers: width and height as 16 bits, then both layers, deflated; depth in millimetres.</summary>
    public byte[] Encode()
    {
        var raw = new byte[Instances.Length + 2 * Depth.Length];
        Instances.CopyTo(raw, 0);
        for (var i = 0; i < Depth.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(raw.AsSpan(Instances.Length + 2 * i), (ushort)MathF.Min(ushort.MaxValue, MathF.Round(Depth[i] / Unit)));
        using var packed = new MemoryStream();
        packed.Write([(byte)Width, (byte)(Width >> 8), (byte)Height, (byte)(Height >> 8)]);
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
            deflate.Write(raw);
        return packed.ToArray();
    }

    /// <summary>Unpacks what <see cref="Encode"/> made.</summary>
    /// <exception cref="InvalidDataException">The bytes are not that.</exception>
    public static LabelLayers Decode(ReadOnlySpan<byte> packed)
    {
        if (packed.Length < 4)
            throw new InvalidDataException($"Label layers need at least 4 bytes, {packed.Length} were given.");
        var (width, height) = (BinaryPrimitives.ReadUInt16LittleEndian(packed), BinaryPrimitives.ReadUInt16LittleEndian(packed[2..]));
        if (width > MaxSide || height > MaxSide)
            throw new InvalidDataException($"Label layers of {width} x {height} are larger than {MaxSide}.");
        var instances = new byte[width * height];
        var depth = new float[width / DepthStep * (height / DepthStep)];
        var millimetres = new byte[2 * depth.Length];
        try
        {
            using var inflate = new DeflateStream(new MemoryStream(packed[4..].ToArray()), CompressionMode.Decompress);
            inflate.ReadExactly(instances);
            inflate.ReadExactly(millimetres);
        }
        catch (EndOfStreamException e)
        {
            throw new InvalidDataException($"Label layers of {width} x {height} end too early.", e);
        }

        for (var i = 0; i < depth.Length; i++)
            depth[i] = BinaryPrimitives.ReadUInt16LittleEndian(millimetres.AsSpan(2 * i)) * Unit;
        return new LabelLayers(width, height, instances, depth);
    }
}
