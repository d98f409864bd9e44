namespace Atelier.Torch.Tests.Safetensors;

internal sealed class TemporaryFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("atelier-").FullName;

    public string this[string name] => Path.Combine(_path, name);

    public string[] Files => Directory.GetFiles(_path).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal).ToArray();

    public override string ToString() => _path;

    public void Dispose() => Directory.Delete(_path, recursive: true);
}
