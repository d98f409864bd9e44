namespace Atelier.Torch;

/// <summary>A part of a network: parameters and further parts, each under the name it has in public checkpoints.</summary>
public abstract class Module : IDisposable
{
    private readonly List<Parameter> _parameters = [];
    private readonly List<(string Name, Module Module)> _children = [];

    /// <summary>True while dropout and the like are active.</summary>
    public bool IsTraining { get; private set; }

    /// <summary>All parameters and buffers with their full names, in order of registration.</summary>
    public IEnumerable<(string Name, Parameter Parameter)> Parameters()
    {
        foreach (var parameter in _parameters)
            yield return (parameter.Name, parameter);
        foreach (var (prefix, child) in _children)
        {
            foreach (var (name, parameter) in child.Parameters())
                yield return (prefix.Length == 0 ? name : $"{prefix}.{name}", parameter);
        }
    }

    /// <summary>This module and all below it, with their full names; this one's is empty.</summary>
    public IEnumerable<(string Name, Module Module)> Modules()
    {
        yield return ("", this);
        foreach (var (prefix, child) in _children)
        {
            foreach (var (name, module) in child.Modules())
                yield return (name.Length == 0 ? prefix : prefix.Length == 0 ? name : $"{prefix}.{name}", module);
        }
    }

    /// <summary>Number of elements of all trainable parameters.</summary>
    public long ParameterCount() => Parameters().Where(p => p.Parameter.IsTrainable).Sum(p => p.Parameter.ElementCount);

    /// <summary>Draws first values for parameters that have none, in order of registration.</summary>
    public void Initialize(Generator generator)
    {
        using var scope = Tensor.Scope();
        using var noGrad = new NoGrad();
        foreach (var (_, parameter) in Parameters())
        {
            if (!parameter.HasValue)
                parameter.Value = parameter.Initializer(parameter.Shape, generator).Contiguous();
        }
    }

    /// <summary>Turns recording of gradients on for all trainable parameters, or off.</summary>
    public void RequireGradients(bool on)
    {
        foreach (var (_, parameter) in Parameters())
        {
            if (parameter.IsTrainable && parameter.Value.Type.IsFloating())
                parameter.Value.RequiresGrad = on;
        }
    }

    /// <summary>Switches dropout and the like on or off.</summary>
    public void Train(bool on = true)
    {
        foreach (var (_, module) in Modules())
            module.IsTraining = on;
    }

    /// <summary>Moves all values to a device, and floating ones to a type where one is given.</summary>
    public void To(Device device, ScalarType? type = null)
    {
        foreach (var (_, parameter) in Parameters())
        {
            using var scope = Tensor.Scope();
            var before = parameter.Value;
            var wanted = type is { } t && before.Type.IsFloating() ? t : before.Type;
            var after = before.Detach().To(device, wanted);
            after.RequiresGrad = before.RequiresGrad;
            parameter.Value = after;
        }
    }

    /// <summary>Takes vectors of half precision to single. Norms then compute and answer in single precision, whatever type matrices have.</summary>
    public void WidenVectors()
    {
        foreach (var (_, parameter) in Parameters())
        {
            if (parameter.Shape.Length < 2 && parameter.Value.Type is ScalarType.BFloat16 or ScalarType.Float16)
                parameter.Value = parameter.Value.Float().Detached();
        }
    }

    /// <summary>Arranges weights as the CPU's fastest kernels read them, for a network that is done with training. Values stay.</summary>
    public void PackWeights()
    {
        foreach (var (_, module) in Modules())
        {
            (module as Conv2d)?.Pack();
            (module as Linear)?.Pack();
        }
    }

    /// <summary>Frees all values.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees all values; further native memory of a derived module is freed here too.</summary>
    protected virtual void Dispose(bool disposing)
    {
        foreach (var parameter in _parameters)
            parameter.Free();
        foreach (var (_, child) in _children)
            child.Dispose();
    }

    /// <summary>Registers a parameter.</summary>
    protected Parameter AddParameter(string name, long[] shape, Initializer initializer) => Register(new(name, shape, initializer, trainable: true));

    /// <summary>Registers a value that is saved and loaded but not trained.</summary>
    protected Parameter AddBuffer(string name, long[] shape, Initializer initializer) => Register(new(name, shape, initializer, trainable: false));

    /// <summary>Registers a part under a name; an empty name adds its parameters as if they were this module's own.</summary>
    protected T AddModule<T>(string name, T module)
        where T : Module
    {
        _children.Add((name, module));
        return module;
    }

    /// <summary>Registers parts under <c>name.0</c>, <c>name.1</c>, ...</summary>
    protected T[] AddModules<T>(string name, int count, Func<int, T> make)
        where T : Module
    {
        var modules = new T[count];
        for (var i = 0; i < count; i++)
            modules[i] = AddModule($"{name}.{i}", make(i));
        return modules;
    }

    private Parameter Register(Parameter parameter)
    {
        _parameters.Add(parameter);
        return parameter;
    }
}
