// SPDX-License-Identifier: GPL-3.0-or-later
#include "apps/signalboxctl/interrupts.h"

#include "apps/signalboxctl/exitcode.h"

#include <QSocketNotifier>

#include <array>
#include <cerrno>
#include <csignal>

#include <fcntl.h>
#include <unistd.h>

namespace signalbox {

namespace {

std::array<int, 2> pipeEnds = {-1, -1}; // the handler can reach nothing but a global
constexpr unsigned graceSeconds = 2;

extern "C" void writeToPipe(int)
{
    const int saved = errno;
    const char byte = 1;
    [[maybe_unused]] const auto written = ::write(pipeEnds[1], &byte, 1);
    // The event loop is not reached while a write to a reader that has stopped reading hangs.
    ::alarm(graceSeconds);
    errno = saved;
}

extern "C" void endNow(int)
{
    ::_exit(int(ExitCode::Interrupted));
}

void handle(int signal, void (*handler)(int))
{
    struct sigaction action = {};
    action.sa_handler = handler;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(signal, &action, nullptr);
}

} // namespace

Interrupts::Interrupts(QObject *parent) : QObject(parent)
{
    if (::pipe2(pipeEnds.data(), O_CLOEXEC | O_NONBLOCK) != 0)
        return; // the default action ends the program as well, only less politely
    m_notifier = new QSocketNotifier(pipeEnds[0], QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, [this] {
        char bytes[16];
        if (::read(pipeEnds[0], bytes, sizeof bytes) > 0)
            emit interrupted();
    });
    handle(SIGALRM, endNow);
    handle(SIGINT, writeToPipe);
    handle(SIGTERM, writeToPipe);
}

Interrupts::~Interrupts()
{
    if (!m_notifier)
        return;
    handle(SIGINT, SIG_DFL);
    handle(SIGTERM, SIG_DFL);
    m_notifier->setEnabled(false);
    ::close(pipeEnds[0]);
    ::close(pipeEnds[1]);
}

} // namespace signalbox
