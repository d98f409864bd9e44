using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Atelier.Imaging;
using Atelier.Torch;

namespace Atelier.Systems.OminiControl2.Reuse;

/// <summary>Everything that the kept features of a condition depend on, beside the network: equal identities have equal features.</summary>
/// <param name="Pixels">SHA-256 of the condition picture.</param>
/// <param name="Width">Its columns.</param>
/// <param name="Height">Its rows.</param>
/// <param name="Positions">SHA-256 of the position ids: shift, scale and choice of tokens.</param>
/// <param name="Adapter">Fingerprint of the adapter; empty for none.</param>
/// <param name="Pooled">SHA-256 of the pooled text; empty for networks without it.</param>
/// <param name="Guidance">Guidance number of the condition; null for networks without it.</param>
/// <param name="Batch">Rows of a call: two where guidance is a difference of answers.</param>
/// <param name="Stored">Type that they are kept in.</param>
/// <param name="Products">Type in which they are computed; null for that of the operands.</param>
/// <param name="Int8">Whether quantised weights are multiplied in int8.</param>
public sealed record FeatureIdentity(
    string Pixels, int Width, int Height, string Positions, string Adapter, string Pooled, double? Guidance, long Batch, ScalarType Stored, ScalarType? Products,
    bool Int8)
{
    /// <summary>The identity of a condition in a call, at the precision of this thread.</summary>
    /// <param name="picture">As it is encoded.</param>
    /// <param name="positions">Of its tokens.</param>
    /// <param name="adapter">Fingerprint of the adapter; empty for none.</param>
    /// <param name="text">The call's text.</param>
    /// <param name="guidance">Guidance number of conditions; the text's if null.</param>
    public static FeatureIdentity Of(Picture picture, Tensor positions, string adapter, FluxText text, double? guidance) => new(
        Convert.ToHexStringLower(SHA256.HashData(picture.Pixels)),
        picture.Width,
        picture.Height,
        Hash(positions),
        adapter,
        text.Pooled is null ? "" : Hash(text.Pooled),
        text.Guidance is null ? null : guidance ?? text.Guidance.Max().Item(),
        text.Tokens.Size(0),
        ConditionFeatures.StoredType(text.Tokens),
        ProductPrecision.Current,
        ProductPrecision.QuantisedInt8);

    /// <summary>SHA-256 of a tensor's numbers in single precision.</summary>
    public static string Hash(params IEnumerable<Tensor> tensors)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var tensor in tensors)
        {
            using var scope = Tensor.Scope();
            hash.AppendData(MemoryMarshal.AsBytes(tensor.Detach().To(Device.Cpu, ScalarType.Float32).Contiguous().ToArray<float>().AsSpan()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
