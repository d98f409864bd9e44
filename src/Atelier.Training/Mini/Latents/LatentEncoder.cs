using System.Text.Json;
using Atelier.Diorama.Datasets;
using Atelier.Diorama.Scenes;
using Atelier.Imaging;
using Atelier.Models;
using Atelier.Models.Autoencoders;
using Atelier.Torch;
using Atelier.Torch.Weights;

namespace Atelier.Training.Mini.Latents;

/// <summary>Encodes the pictures of one shard, plain and mirrored.</summary>
internal static class LatentEncoder
{
    /// <summary>Key of the tensor [N, 2, C, h, w] in half precision: scaled means of the latents; second the mirrored picture's.</summary>
    public const string Latents = "latents";

    /// <summary>Key of the tensor [N, 2, tokens] of classes.</summary>
    public const string Classes = "classes";

    /// <summary>Key of the tensor [N, 2, tokens] of colours.</summary>
    public const string Colours = "colours";

    /// <summary>Key of the tensor [N, 2, tokens] of log depths.</summary>
    public const string Depths = "depths";

    /// <summary>Key of the tensor [N] that is 1 where the mirrored picture may be used: nothing in it is spelt backwards.</summary>
    public const string MayMirror = "may_mirror";

    /// <summary>Key of the captions, in the metadata: a JSON list of lists per scene.</summary>
    public const string Captions = "captions";

    // A token of a FLUX transformer is 2 x 2 latent pixels.
    private const int LatentsPerToken = 2;

    public static void Encode(DioramaScenes scenes, long first, int count, AutoencoderKL autoencoder, int batch, string path)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        var patch = autoencoder.Config.Stride * LatentsPerToken;
        var columns = scenes.Size / patch;
        var (latents, documents, labels) = (new List<Tensor>(), new List<SceneDocument>(), new List<TokenLabels>());
        for (var start = 0; start < count; start += batch)
        {
            using var inner = Tensor.Scope();
            var read = Enumerable.Range(start, Math.Min(batch, count - start)).Select(i => scenes.Read(first + i)).ToArray()
                .AsParallel().AsOrdered().Select(record => Read(record, patch)).ToArray();
            latents.Add(inner.Keep(Latent([.. read.Select(r => r.Picture)], autoencoder)));
            documents.AddRange(read.Select(r => r.Document));
            labels.AddRange(read.Select(r => r.Labels));
        }

        Tensor Labels<T>(Func<TokenLabels, T[]> part)
            where T : unmanaged => Tensor.From<T>([.. labels.SelectMany(l => part(l).Concat(part(l.Mirrored(columns))))], count, 2, labels[0].Classes.Length);
        var mayMirror = documents.Select(d => d.Objects.All(o => Vocabulary.Find(o.Class) is not { HasSides: true })).ToArray();
        StateDict.Save(
            [
                (Latents, Tensor.Cat([.. latents])), (Classes, Labels(l => l.Classes)), (Colours, Labels(l => l.Colours)),
                (Depths, Labels(l => l.Depths)), (MayMirror, Tensor.From(mayMirror, count)),
            ],
            path,
            metadata: new Dictionary<string, string>
            {
                [Captions] = JsonSerializer.Serialize(documents.Select(d => d.Captions.Select(c => new LatentCaption(c.Style.ToString(), c.Text)))),
            });
    }

    private static (Picture Picture, SceneDocument Document, TokenLabels Labels) Read(SceneRecord record, int patch)
    {
        var document = SceneDocument.FromJson(record.Document);
        return (PictureFile.Load(record.Picture), document, TokenLabels.Of(document, LabelLayers.Decode(record.Labels), patch));
    }

    // [B, 2, C, h, w], half precision
    private static Tensor Latent(Picture[] pictures, AutoencoderKL autoencoder)
    {
        var plain = Tensor.Cat(Array.ConvertAll(pictures, p => PictureTensors.ToTensor(p)));
        var device = autoencoder.Parameters().First().Parameter.Value.Device;
        var both = Tensor.Stack([plain, plain.Flip(3)], 1).Flatten(0, 1).To(device);
        var mean = autoencoder.Scale(autoencoder.Encode(both).Mean);
        return mean.Reshape([pictures.Length, 2, .. mean.Shape[1..]]).To(Device.Cpu, ScalarType.Float16);
    }
}
