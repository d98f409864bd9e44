using Atelier.Systems.Pipelines;

namespace Atelier.Systems.Tests.Pipelines;

public sealed class ModelCatalogTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("atelier").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_part_that_is_another_model_is_found_beside_the_model()
    {
        Write("painter/model_index.json", """{"text_encoder": ["atelier", "reader-of-words"], "vae": ["atelier", "reader-of-words/vae"]}""");
        Directory.CreateDirectory(Path.Combine(_folder, "reader-of-words", "vae"));

        var index = ModelIndex.Open(Path.Combine(_folder, "painter"));

        Assert.Equal(Path.Combine(_folder, "reader-of-words"), index.FolderOf("text_encoder"));
        Assert.Equal(Path.Combine(_folder, "reader-of-words", "vae"), index.FolderOf("vae"));
    }

    [Fact]
    public void A_folder_that_is_no_model_hides_no_model_of_its_name()
    {
        var before = Environment.CurrentDirectory;
        Directory.CreateDirectory(Path.Combine(_folder, "mini"));
        Environment.CurrentDirectory = _folder;
        try
        {
            Assert.True(File.Exists(Path.Combine(ModelCatalog.Find("mini"), "model_index.json")));
            Write("mini/model_index.json", "{}");
            Assert.Equal("mini", ModelCatalog.Find("mini"));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [Fact]
    public void A_model_that_is_not_there_is_named_beside_those_that_are()
    {
        var error = Assert.Throws<RequestException>(() => ModelCatalog.Find("nosuch"));

        Assert.Contains("'nosuch'", error.Message, StringComparison.Ordinal);
        Assert.Contains("mini", error.Message, StringComparison.Ordinal);
    }

    private void Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
