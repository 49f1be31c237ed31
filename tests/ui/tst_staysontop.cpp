// SPDX-License-Identifier: GPL-3.0-or-later
#include "theme/staysontop.h"

#include <QDockWidget>
#include <QMainWindow>
#include <QTabBar>
#include <QTest>

using namespace signalbox;
using namespace Qt::StringLiterals;

/// What lies over a main window stays there, whichever dock comes forward.
class TestStaysOnTop : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_window = std::make_unique<QMainWindow>();
        m_window->setCentralWidget(new QWidget);
        m_first = dock(u"first"_s);
        m_overlay = new QWidget(m_window.get());
        m_overlay->setGeometry(0, 0, 300, 300);
        new StaysOnTop(*m_overlay, *m_window);
        m_second = dock(u"second"_s); // made later, as the faults panel is
        m_window->resize(300, 300);
        m_window->show();
        m_overlay->raise();
    }
    void cleanup() { m_window.reset(); }

    void aDockThatIsRaised()
    {
        QTRY_VERIFY(isOnTop());
        m_first->raise();
        QTRY_VERIFY(isOnTop());
        m_second->raise();
        QTRY_VERIFY(isOnTop());
    }

    void aTabThatIsChosen()
    {
        m_window->tabifyDockWidget(m_first, m_second);
        QTRY_VERIFY(m_window->findChild<QTabBar *>());
        auto *tabs = m_window->findChild<QTabBar *>();
        QTRY_COMPARE(tabs->count(), 2);
        for (const int tab : {1, 0, 1}) {
            tabs->setCurrentIndex(tab);
            QTRY_VERIFY(isOnTop());
        }
        m_first->raise();
        QCOMPARE(tabs->tabText(tabs->currentIndex()), u"first"_s);
        QTRY_VERIFY(isOnTop());
    }

    void theCentralWidget()
    {
        m_window->centralWidget()->raise();
        QTRY_VERIFY(isOnTop());
    }

    void anotherOverlayMayLieOverIt()
    {
        auto *other = new QWidget(m_window.get());
        other->setGeometry(0, 0, 300, 300);
        other->show();
        other->raise();
        QCOMPARE(m_window->childAt(150, 150), other);
    }

private:
    [[nodiscard]] QDockWidget *dock(const QString &title)
    {
        auto *made = new QDockWidget(title, m_window.get());
        made->setWidget(new QWidget);
        m_window->addDockWidget(Qt::RightDockWidgetArea, made);
        return made;
    }
    [[nodiscard]] bool isOnTop() const
    {
        for (const QPoint &point : {QPoint(20, 150), QPoint(150, 20), QPoint(280, 60), QPoint(280, 280)}) {
            if (m_window->childAt(point) != m_overlay)
                return false;
        }
        return true;
    }

    std::unique_ptr<QMainWindow> m_window;
    QDockWidget *m_first = nullptr;
    QDockWidget *m_second = nullptr;
    QWidget *m_overlay = nullptr;
};

QTEST_MAIN(TestStaysOnTop)
#include "tst_staysontop.moc"
