// SPDX-License-Identifier: GPL-3.0-or-later
// The yardstick of bench_startup: an empty QMainWindow that ends after its first painted frame.

#include <QApplication>
#include <QMainWindow>
#include <QPaintEvent>
#include <QTimer>

namespace {

class EmptyWindow final : public QMainWindow
{
protected:
    void paintEvent(QPaintEvent *event) override
    {
        QMainWindow::paintEvent(event);
        QTimer::singleShot(0, qApp, &QApplication::quit);
    }
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    EmptyWindow window;
    window.resize(1360, 840);
    window.show();
    return QApplication::exec();
}
