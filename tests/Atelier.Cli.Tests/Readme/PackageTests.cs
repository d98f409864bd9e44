using System.Xml.Linq;
using Atelier.Testing;

namespace Atelier.Cli.Tests.Readme;

public class PackageTests
{
    [Fact]
    public void Every_package_depends_on_packages_only()
    {
        var projects = Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src"), "*.csproj", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetFileName(file), XDocument.Load);
        var packages = projects.Where(p => p.Value.Descendants("IsPackable").Any(e => e.Value == "true")).ToArray();

        Assert.Contains(packages, p => p.Key == "Atelier.Systems.csproj");
        foreach (var (name, project) in packages)
        {
            foreach (var reference in project.Descendants("ProjectReference").Select(e => Path.GetFileName(e.Attribute("Include")!.Value)))
                Assert.True(packages.Any(p => p.Key == reference), $"{name} is packed and needs {reference}, which is not");
        }
    }
}
