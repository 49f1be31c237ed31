// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalbox/display.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

#ifdef Q_OS_LINUX
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstring>
#endif

namespace signalbox {

#ifdef Q_OS_LINUX
namespace {

/// An X server of this machine listens on a socket of a known name, in the file system or the abstract space.
bool answersLocally(const QByteArray &path, bool abstract)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto offset = std::size_t(abstract ? 1 : 0);
    if (std::size_t(path.size()) + offset >= sizeof(address.sun_path))
        return false;
    std::memcpy(address.sun_path + offset, path.constData(), std::size_t(path.size()));
    const int socket = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (socket < 0)
        return false;
    const auto length = socklen_t(offsetof(sockaddr_un, sun_path) + offset + std::size_t(path.size()));
    const bool answered =
        ::connect(socket, static_cast<sockaddr *>(static_cast<void *>(&address)), length) == 0;
    ::close(socket);
    return answered;
}

} // namespace
#endif

std::optional<QString> missingDisplay()
{
#ifdef Q_OS_LINUX
    if (qEnvironmentVariableIsSet("QT_QPA_PLATFORM") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY"))
        return std::nullopt;
    const QString display = qEnvironmentVariable("DISPLAY");
    const QString instead = u"Start it from a desktop session, or run the same demo in this terminal: "
                            "signalboxctl demo"_s;
    if (display.isEmpty())
        return u"There is no display to open a window on (neither DISPLAY nor WAYLAND_DISPLAY is set). "_s
               + instead;
    static const QRegularExpression local(u"^:(\\d+)"_s);
    const auto match = local.match(display);
    if (!match.hasMatch())
        return std::nullopt; // another machine's display: only Qt can tell
    const QByteArray path = "/tmp/.X11-unix/X" + match.captured(1).toLatin1();
    if (answersLocally(path, false) || answersLocally(path, true))
        return std::nullopt;
    return u"The display "_s + display + u" does not answer. "_s + instead;
#else
    return std::nullopt;
#endif
}

} // namespace signalbox
