namespace Atelier.Diorama.Embree;

/// <summary>The process's Embree device. Scenes are small, so each is built on the thread that asks for it.</summary>
internal static class EmbreeDevice
{
    private static readonly Lazy<nint> Shared = new(Open);

    public static nint Handle => Shared.Value;

    public static void Check(string action)
    {
        var error = EmbreeApi.GetDeviceError(Handle);
        if (error != 0)
            throw new InvalidOperationException($"Embree could not {action}: error {error}.");
    }

    private static nint Open()
    {
        try
        {
            var handle = EmbreeApi.NewDevice("threads=1,set_affinity=0");
            return handle != 0 ? handle : throw new InvalidOperationException("Embree found no usable instruction set on this CPU.");
        }
        catch (DllNotFoundException e)
        {
            throw new DllNotFoundException("Diorama renders with Embree 3 (libembree3.so.3); on Debian: apt-get install libembree3-3.", e);
        }
    }
}
