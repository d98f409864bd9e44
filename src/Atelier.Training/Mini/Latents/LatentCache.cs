using System.Security.Cryptography;
using System.Text.Json;
using Atelier.Models.Autoencoders;
using Atelier.Models.Configs;
using Atelier.Torch;
using Atelier.Torch.Weights;
using Atelier.Training.Runs;

namespace Atelier.Training.Mini.Latents;

/// <summary>Encoded pictures of a dataset, plain and mirrored, with captions and token labels, in memory-mapped shards.</summary>
public sealed class LatentCache : IDisposable
{
    private readonly LatentSettings _settings;
    private readonly DioramaScenes _scenes;
    private readonly LatentManifest _manifest;
    private readonly List<LatentShard> _shards = [];
    private readonly Action<string>? _tell;
    private readonly ResidentLatents? _resident;

    /// <summary>Opens the folder and encodes what is missing.</summary>
    /// <param name="settings">Folders.</param>
    /// <param name="device">Where pictures are encoded.</param>
    /// <param name="tell">Told of each encoded shard; may be null.</param>
    /// <param name="cancellation">Stops between shards; what is encoded stays.</param>
    /// <exception cref="SettingException">The folder holds latents of another autoencoder or dataset.</exception>
    public LatentCache(LatentSettings settings, Device device, Action<string>? tell = null, CancellationToken cancellation = default)
    {
        (_settings, _tell) = (settings, tell);
        _scenes = new(settings.Data);
        Autoencoder = OpenAutoencoder(settings.Autoencoder, device);
        _resident = device.Type == DeviceType.Cpu ? null : new(device);
        _manifest = new(Fingerprint(settings.Autoencoder), _scenes.Size, _scenes.ShardSize, _scenes.FirstSeed);
        Agree();
        if (Refresh(cancellation) == 0 && !settings.EncodeMissing)
            throw new SettingException($"cache '{settings.Cache}' holds no latents yet, and encode_missing is false: start `atelier train latents` first.");
    }

    /// <summary>The network that encoded the pictures, for decoding.</summary>
    public AutoencoderKL Autoencoder { get; }

    /// <summary>Scenes that are encoded.</summary>
    public long Count => _shards.Sum(s => s.Count);

    /// <summary>Seed of the first scene; scene k has the seed that much later.</summary>
    public long FirstSeed => _manifest.FirstSeed;

    /// <summary>SHA-256 of the autoencoder's files.</summary>
    public string AutoencoderFingerprint => _manifest.Autoencoder;

    /// <summary>Side of a latent, latent pixels.</summary>
    public int LatentSize => _scenes.Size / Autoencoder.Config.Stride;

    /// <summary>One scene.</summary>
    public LatentScene this[long index] => ShardOf(index)[(int)(index % _manifest.ShardSize)];

    /// <summary>Captions of one scene's plain picture.</summary>
    public IReadOnlyList<LatentCaption> CaptionsOf(long index) => ShardOf(index).CaptionsOf((int)(index % _manifest.ShardSize));

    /// <summary>Whether one scene's mirrored picture may be used.</summary>
    public bool MayMirror(long index) => ShardOf(index).MayMirror((int)(index % _manifest.ShardSize));

    /// <summary>Tensors of many scenes at once, where the autoencoder is.</summary>
    /// <param name="indices">Scenes.</param>
    /// <param name="sides">0 for the plain picture, 1 for the mirrored one, each.</param>
    public LatentRows Rows(ReadOnlySpan<long> indices, ReadOnlySpan<long> sides)
    {
        if (_resident is not null)
            return _resident.Rows(indices, sides);
        var scenes = new LatentScene[indices.Length];
        for (var i = 0; i < scenes.Length; i++)
            scenes[i] = this[indices[i]];
        var chosen = sides.ToArray();
        Tensor Side(Func<LatentScene, Tensor> part) => Tensor.Stack([.. scenes.Select((s, i) => part(s).Select(0, chosen[i]))]);
        return new(Side(s => s.Latents), Side(s => s.Classes), Side(s => s.Colours), Side(s => s.Depths));
    }

    /// <summary>Encodes shards that have become whole.</summary>
    /// <returns>Scenes now.</returns>
    public long Refresh(CancellationToken cancellation = default)
    {
        var available = _scenes.Refresh();
        for (var first = Count; first < available && !cancellation.IsCancellationRequested; first = Count)
        {
            var path = Path.Combine(_settings.Cache, $"latents-{_manifest.FirstSeed + first:D12}.safetensors");
            var count = Math.Min(_manifest.ShardSize, available - first);
            if (!File.Exists(path))
            {
                if (!_settings.EncodeMissing)
                    break;
                LatentEncoder.Encode(_scenes, first, (int)count, Autoencoder, _settings.EncodeBatch, path);
                _tell?.Invoke($"encoded {first + count} of {available} scenes");
            }

            _shards.Add(new(path));
            _resident?.Add(_shards[^1]);
        }

        return Count;
    }

    /// <summary>Opens a folder with an autoencoder, for inference: on the CPU with the kernels that pipelines have too.</summary>
    public static AutoencoderKL OpenAutoencoder(string folder, Device device)
    {
        var network = new AutoencoderKL(ModelConfig.Open<AutoencoderKLConfig>(folder));
        using var source = SafetensorsTensors.Open(folder);
        network.Load(source);
        if (device.Type == DeviceType.Cpu)
        {
            network.To(device, ProductPrecision.Current ?? ScalarType.Float32);
            network.PackWeights();
        }
        else
            network.To(device, ScalarType.Float32);
        return network;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var shard in _shards)
            shard.Dispose();
        _resident?.Dispose();
        Autoencoder.Dispose();
        _scenes.Dispose();
    }

    private LatentShard ShardOf(long index) => _shards[(int)(index / _manifest.ShardSize)];

    private static string Fingerprint(string folder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in Directory.EnumerateFiles(folder).Where(f => Path.GetExtension(f) is ".json" or ".safetensors").Order(StringComparer.Ordinal))
            hash.AppendData(File.ReadAllBytes(file));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private void Agree()
    {
        Directory.CreateDirectory(_settings.Cache);
        var path = Path.Combine(_settings.Cache, "manifest.json");
        if (!File.Exists(path))
        {
            File.WriteAllText(path, JsonSerializer.Serialize(_manifest, ConfigReader.Options));
            return;
        }

        var known = ConfigReader.ReadFile<LatentManifest>(path);
        if (known != _manifest)
            throw new SettingException($"cache '{_settings.Cache}' holds {known}, wanted is {_manifest}: delete it or name another folder.");
    }
}
