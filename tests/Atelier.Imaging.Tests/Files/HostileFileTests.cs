using System.Buffers.Binary;
using Atelier.Imaging.Files.Png;
using Atelier.Testing;

namespace Atelier.Imaging.Tests.Files;

public sealed class HostileFileTests
{
    private static readonly LoadOptions Small = new() { MaxPixels = 1 << 22 };

    /// <summary>Every recorded file, damaged in many ways: a picture or the one documented exception, never anything else.</summary>
    [Fact]
    public void Damaged_files_are_read_or_refused()
    {
        var rounds = int.Parse(Environment.GetEnvironmentVariable("ATELIER_FUZZ_ROUNDS") ?? "12");
        var random = new Random(7);
        var (read, refused) = (0, 0);
        foreach (var path in Directory.GetFiles(Path.Combine(RepositoryRoot.Path, "tests", "goldens", "image_files")).Order())
        {
            var whole = File.ReadAllBytes(path);
            for (var round = 0; round < rounds; round++)
            {
                var damaged = Damage(whole, random);
                if (round % 2 == 0)
                    MendChecksums(damaged);
                try
                {
                    PictureFile.Load(damaged, Small);
                    read++;
                }
                catch (PictureFormatException)
                {
                    refused++;
                }
                catch (Exception other)
                {
                    var kept = Path.Combine(Path.GetTempPath(), $"damaged-{Path.GetFileName(path)}");
                    File.WriteAllBytes(kept, damaged);
                    Assert.Fail($"{Path.GetFileName(path)}, round {round} (kept as {kept}): {other}");
                }
            }
        }

        Assert.True(read > 0 && refused > 0, $"{read} were read, {refused} refused.");
    }

    [Fact]
    public void A_limit_of_pixels_is_kept()
    {
        var file = PictureFile.Encode(new Picture(100, 100, 1));
        var fault = Assert.Throws<PictureFormatException>(() => PictureFile.Load(file, new LoadOptions { MaxPixels = 9999 }));
        Assert.Equal(PictureFault.TooLarge, fault.Fault);
    }

    [Fact]
    public void A_limit_of_bytes_is_kept()
    {
        using var stream = new MemoryStream(new byte[2000]);
        var fault = Assert.Throws<PictureFormatException>(() => PictureFile.Load(stream, new LoadOptions { MaxFileBytes = 1000 }));
        Assert.Equal(PictureFault.TooLarge, fault.Fault);
    }

    /// <summary>Makes the checksums of a PNG fit again, so that the damage reaches what lies behind them.</summary>
    private static void MendChecksums(Span<byte> file)
    {
        if (!file.StartsWith(PngChunks.Signature))
            return;
        for (var rest = file[8..]; rest.Length >= 12 && BinaryPrimitives.ReadUInt32BigEndian(rest) <= rest.Length - 12;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(rest);
            BinaryPrimitives.WriteUInt32BigEndian(rest[(length + 8)..], Crc32.Of(rest[4..(length + 8)]));
            rest = rest[(length + 12)..];
        }
    }

    private static byte[] Damage(byte[] whole, Random random)
    {
        var file = whole.ToArray();
        if (file.Length == 0)
            return file;
        var at = file.AsSpan(random.Next(file.Length));
        switch (random.Next(4))
        {
            case 0:
                return file[..^at.Length];
            case 1:
                random.NextBytes(at[..Math.Min(at.Length, random.Next(1, 9))]);
                return file;
            case 2: // an extreme value where a size may stand
                at[..Math.Min(at.Length, 4)].Fill((byte)(random.Next(2) * 255));
                return file;
            default:
                for (var i = random.Next(1, 6); i > 0; i--)
                    file[random.Next(file.Length)] ^= (byte)(1 << random.Next(8));
                return file;
        }
    }
}
